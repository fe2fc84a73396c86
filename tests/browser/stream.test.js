// The stream of events is cut, and comes back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser, done, inState, live } from "./browser.js";
import { Daemon } from "./daemon.js";
import { idle } from "./programs.js";
import { Proxy } from "./proxy.js";

test("a cut stream is said, with its age, and what was missed is shown when it is back", async () => {
  const daemon = await Daemon.start(idle("web", "autorestart = false"));
  const proxy = await Proxy.to(daemon.port);
  const browser = await Browser.start();
  const page = await browser.open(proxy.url());
  await live(page);
  await inState(page, "web", "RUNNING");

  await proxy.cut();
  await page.locator("#live[data-live=lost]").waitFor();
  assert.match(await page.locator("#live").textContent(), /not live, last heard .* ago/);
  await daemon.kill("web");
  await daemon.state("web", "EXITED");
  await proxy.heal();

  await live(page);
  await inState(page, "web", "EXITED");
  await done(page, /ERR_/);
  await browser.close();
  await proxy.cut();
  await daemon.stop();
});
