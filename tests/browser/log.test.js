// The output of a program, followed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser, done, live } from "./browser.js";
import { Daemon } from "./daemon.js";
import { talker } from "./programs.js";
import { until } from "./wait.js";

let browser;
let daemon;
before(async () => {
  browser = await Browser.start();
  daemon = await Daemon.start(talker("talk") + talker("small", "stdout_logfile_maxbytes = 2000\nstdout_logfile_backups = 2"));
});
after(async () => {
  await browser.close();
  await daemon.stop();
});

const lines = (page) => page.locator("[data-channel=stdout] .line").allTextContents();

test("a log is followed through its rotation without a gap or a repeat", async () => {
  daemon.write("small.in", "begin\n");
  await daemon.state("small", "RUNNING");
  const page = await browser.open(daemon.url("/p/small"));
  await live(page);
  await until("the first line", async () => (await lines(page)).includes("begin"));

  for (let number = 0; number < 100; number += 1) {
    daemon.write("small.in", `line ${number} ${"x".repeat(60)}\n`);
    if (number % 10 === 9) await until(`line ${number}`, async () => (await lines(page)).some((line) => line.startsWith(`line ${number} `)));
  }

  const numbers = (await lines(page)).filter((line) => line.startsWith("line ")).map((line) => Number(line.split(" ")[1]));
  assert.deepEqual(numbers, Array.from({ length: 100 }, (_, number) => number));
  await done(page);
});

test("what a program writes is text, and colors are classes", async () => {
  daemon.write("talk.in", "<script>globalThis.hacked = 1</script><img src=x onerror=alert(1)>\n\x1b[1;31mred\x1b[0m plain\n");
  const page = await browser.open(daemon.url("/p/talk"));
  await live(page);

  await until("both lines", async () => (await lines(page)).length >= 2);

  assert.ok((await lines(page)).includes("<script>globalThis.hacked = 1</script><img src=x onerror=alert(1)>"));
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  assert.equal(await page.locator(".lines img, .lines script").count(), 0);
  assert.equal(await page.locator(".line .f-1.a-bold").textContent(), "red");
  const plain = await (await daemon.ask("/p/talk")).text();
  assert.ok(plain.includes("&#60;script&#62;globalThis.hacked") || plain.includes("&lt;script&gt;globalThis.hacked"));
  await done(page);
});

test("a log pauses, is searched, and jumps to the last restart", async () => {
  const page = await browser.open(daemon.url("/p/talk"));
  await live(page);
  const log = page.locator("[data-channel=stdout]");
  await until("a line", async () => (await lines(page)).length > 0);

  await log.getByRole("button", { name: "Pause" }).click();
  daemon.write("talk.in", "held back\n");
  await log.getByRole("button", { name: "Resume (1 new)" }).click();
  await until("the line", async () => (await lines(page)).includes("held back"));
  await log.getByRole("searchbox").fill("HELD");
  await until("one hit", async () => (await log.locator(".hit").count()) === 1);
  assert.equal(await log.locator(".found").textContent(), "1 line");
  await page.locator("#actions").getByRole("button", { name: "Restart" }).click();
  await log.locator(".restart").waitFor();
  await log.getByRole("button", { name: "Last restart" }).click();

  assert.match(await log.locator(".restart").textContent(), /^started \d/);
  const [download] = await Promise.all([page.waitForEvent("download"), log.getByRole("link", { name: "Download" }).click()]);
  assert.equal(download.suggestedFilename(), "talk-stdout.log");
  await done(page);
});
