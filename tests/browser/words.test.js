// The daemon and the module say the same with the same words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser, done, live } from "./browser.js";
import { Daemon } from "./daemon.js";
import { idle, troubled } from "./programs.js";

const CHANGING = /\d+\s(s|min|h|d)\b|\d\d:\d\d(:\d\d)?|[\d.]+\s(%|[KMG]iB)/g;

/** Returns what a page says, without what differs from one second to the next. */
async function said(browser, url, options) {
  const page = await browser.open(url, options);
  if (options.javaScriptEnabled !== false) await live(page);
  const cells = ".badge, .wish, .story, .restarts, .name, .summary, #headline, #facts dd";
  const texts = await page.locator(cells).allTextContents();
  await done(page);
  return texts.map((text) => text.replace(CHANGING, "…").trim());
}

test("the page says the same with a script and without", async () => {
  const daemon = await Daemon.start(idle("web") + idle("off", "autostart = false") + idle("stopped") + troubled.replace("startretries = 100", "startretries = 0") + `
[program:once]
command = /bin/sh -c "exit 0"
startsecs = 0
autorestart = unexpected
[program:job]
command = sleep 100000
process_name = %(program_name)s-%(process_num)d
numprocs = 2
startsecs = 0
`);
  const browser = await Browser.start();
  await daemon.kill("job:job-0");
  await daemon.ask("/api/v1/processes/stopped/stop?wait=10s", { method: "POST" });
  for (const [id, state] of [["broken", "FATAL"], ["flaky", "FATAL"], ["job:job-0", "RUNNING"], ["once", "EXITED"], ["stopped", "STOPPED"]]) {
    await daemon.state(id, state);
  }

  for (const path of ["/", "/?sort=name", "/p/broken", "/p/job:job-0", "/p/once"]) {
    const plain = await said(browser, daemon.url(path), { javaScriptEnabled: false });
    assert.ok(plain.length > 4, path);
    assert.deepEqual(await said(browser, daemon.url(path), {}), plain, path);
  }
  const page = await browser.open(daemon.url());
  await live(page);
  await page.locator('tr[data-id="broken"] .start').click();
  await page.locator("#toast.bad span").waitFor();
  assert.equal(await page.locator("#toast span").textContent(), "broken: could not be started");
  await done(page, /409/);
  const plain = await browser.open(daemon.url(), { javaScriptEnabled: false });
  await plain.locator('tr[data-id="broken"] .start').click();
  assert.equal(await plain.locator(".facts").textContent(), "brokencould not be started");
  await done(plain, /409/);
  await browser.close();
  await daemon.stop();
});
