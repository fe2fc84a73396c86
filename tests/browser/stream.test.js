// The stream of events is cut, and comes back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser, done, inState, live } from "./browser.js";
import { Daemon } from "./daemon.js";
import { idle } from "./programs.js";
import { Proxy } from "./proxy.js";
import { until } from "./wait.js";

let browser;
let daemon;
let proxy;
before(async () => {
  browser = await Browser.start();
  daemon = await Daemon.start(idle("web", "autorestart = false"));
  proxy = await Proxy.to(daemon.port);
});
after(async () => {
  await browser.close();
  await proxy.cut();
  await daemon.stop();
});

/** Opens a page that keeps the names of the events that it is sent, in `globalThis.told`. */
async function listening(path) {
  const page = await browser.open("about:blank");
  await page.addInitScript(() => {
    globalThis.told = [];
    globalThis.EventSource = class extends EventSource {
      constructor(url) {
        super(url);
        for (const name of ["snapshot", "change"]) this.addEventListener(name, () => globalThis.told.push(name));
      }
    };
  });
  await page.goto(proxy.url(path));
  await live(page);
  return page;
}

const told = (page) => page.evaluate(() => globalThis.told.splice(0));

test("a cut stream is said, with its age, and goes on where it was cut", async () => {
  const page = await listening("/");
  await inState(page, "web", "RUNNING");

  await proxy.cut();
  await page.locator("#live[data-live=lost]").waitFor();
  assert.match(await page.locator("#live").textContent(), /not live, last heard .* ago/);
  await daemon.kill("web");
  await daemon.state("web", "EXITED");
  assert.deepEqual(await told(page), ["snapshot"]);
  await proxy.heal();

  await live(page);
  await inState(page, "web", "EXITED");
  assert.deepEqual(await told(page), ["change"], "no snapshot came again");
  await done(page, /ERR_/);
});

test("a stream that goes on without news is live at once", async () => {
  const page = await listening("/");
  await proxy.cut();
  await page.locator("#live[data-live=lost]").waitFor();
  await told(page);

  await proxy.heal();

  await live(page);
  assert.deepEqual(await told(page), []);
  await done(page, /ERR_/);
});

test("another run of the daemon is shown by a snapshot of its own", async () => {
  await daemon.ask("/api/v1/processes/web/start", { method: "POST" });
  const page = await listening("/");
  await told(page);

  const answer = await daemon.ask("/api/v1/daemon/restart", { method: "POST" });
  assert.equal(answer.status, 202);

  await until("a snapshot", async () => (await told(page)).includes("snapshot"));
  await inState(page, "web", "RUNNING");
  await done(page, /ERR_/);
});
