// Debian's Chromium, and pages in it that may not complain.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.BROWSER_MODULES, "package.json"));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const CREDENTIALS = { username: "user", password: "pass" };
const OPTIONS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export class Browser {
  static async start() {
    const browser = new Browser();
    browser.chromium = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      // As root there is no sandbox to be had.
      chromiumSandbox: process.getuid() !== 0,
      args: OPTIONS,
    });
    return browser;
  }

  /** Opens a page in a context of its own; what it complains about is kept. */
  async open(url, options = {}) {
    const context = await this.chromium.newContext({
      httpCredentials: CREDENTIALS,
      viewport: { width: 1360, height: 860 },
      reducedMotion: "reduce",
      bypassCSP: false,
      ...options,
    });
    context.setDefaultTimeout(30e3);
    const page = await context.newPage();
    page.complaints = [];
    page.on("console", (message) => message.type() === "error" && page.complaints.push(message.text()));
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    await page.goto(url, { waitUntil: "load" });
    return page;
  }

  close() {
    return this.chromium.close();
  }
}

/** Closes a page that must not have complained, except about what is expected. */
export async function done(page, expected = /$^/) {
  const complaints = page.complaints.filter((text) => !expected.test(text));
  await page.context().close();
  assert.deepEqual(complaints, []);
}

/** Waits until the page says that it is live. */
export const live = (page) => page.locator("#live[data-live=live]").waitFor();

export const row = (page, id) => page.locator(`tr.row[data-id="${id}"]`);

/** Waits until a row is in a state. */
export const inState = (page, id, state, options) => page.locator(`tr.row[data-id="${id}"][data-state="${state}"]`).waitFor(options);

/** Returns what axe-core finds wrong with a page. */
export async function violations(page) {
  // Evaluated by the debugger, so that the policy of the page stands as it is.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}
