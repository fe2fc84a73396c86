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
  daemon = await Daemon.start(talker("talk") + talker("small", "stdout_logfile_maxbytes = 2000\nstdout_logfile_backups = 2") +
    announced("lives") + announced("long") + announced("turned", "stdout_logfile_maxbytes = 3000") + announced("one", "stdout_logfile = {dir}/both") + announced("two", "stdout_logfile = {dir}/both"));
});
after(async () => {
  await browser.close();
  await daemon.stop();
});

/** A program that writes its input, and a word when it starts. */
const announced = (name, more = "") => `
[program:${name}]
command = /bin/sh -c "echo begin; exec cat"
startsecs = 0
${more}`;

/** Has a program write, and waits until it is in its log. */
async function write(id, text) {
  const log = async () => (await (await daemon.ask(`/api/v1/processes/${id}/logs`)).json())[0].written;
  const before = await log();
  const headers = { "Content-Type": "text/plain" };
  await daemon.ask(`/api/v1/processes/${id}/stdin`, { method: "POST", body: text, headers });
  await until("it is written", async () => (await log()) >= before + text.length);
}

const restart = (id) => daemon.ask(`/api/v1/processes/${id}/restart?wait=10s`, { method: "POST" });
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
  await until("two marks", async () => (await log.locator(".restart").count()) === 2);
  await log.getByRole("button", { name: "Last start" }).click();

  assert.match(await log.locator(".restart").last().textContent(), /^started \d/);
  assert.match(await log.locator(".restart time").last().getAttribute("title"), / UTC$/);
  const [download] = await Promise.all([page.waitForEvent("download"), log.getByRole("link", { name: "Download" }).click()]);
  assert.equal(download.suggestedFilename(), "talk-stdout.log");
  await done(page);
});

test("the place where a program started is marked, also if nobody watched", async () => {
  await daemon.state("lives", "RUNNING");
  await write("lives", "of the first life\n");
  await restart("lives");
  await write("lives", "of the second life\n");

  const page = await browser.open(daemon.url("/p/lives"));
  await live(page);
  await page.locator("[data-channel=stdout] .restart").waitFor();

  const before = await lines(page);
  assert.deepEqual(before.map((line) => line.replace(/^started .*/, "started")), ["begin", "of the first life", "started", "begin", "of the second life"]);
  await restart("lives");
  await until("another mark", async () => (await lines(page)).length === before.length + 2);
  assert.deepEqual((await lines(page)).slice(-2).map((line) => line.replace(/^started .*/, "started")), ["started", "begin"]);
  await done(page);
});

test("a start above what is shown is loaded, and how far back it may be is said", async () => {
  await daemon.state("long", "RUNNING");
  await write("long", "of the first life\n");
  await restart("long");
  for (let part = 0; part < 4; part += 1) await write("long", `${"x".repeat(39)}\n`.repeat(1000));
  const page = await browser.open(daemon.url("/p/long"));
  await live(page);
  const log = page.locator("[data-channel=stdout]");
  await until("the lines", async () => (await log.locator(".line").count()) === 500);
  assert.equal(await log.locator(".restart").count(), 0);

  await log.getByRole("button", { name: "Last start" }).click();

  await log.locator(".restart").waitFor();
  assert.equal(await log.locator(".line").count(), 4002);
  assert.equal(await log.locator(".restart + .line").textContent(), "begin");
  assert.ok(await log.locator(".restart").isVisible());
  assert.equal(await log.locator(".lines").evaluate((it) => it.scrollTop), 0);

  for (let part = 0; part < 6; part += 1) await write("long", `${"y".repeat(39)}\n`.repeat(1000));
  await page.reload();
  await live(page);
  await until("the lines", async () => (await log.locator(".line").count()) === 500);
  await log.getByRole("button", { name: "Last start" }).click();
  await log.locator(".remark").waitFor();
  assert.match(await log.locator(".remark").textContent(), /started 391.KiB before the end.*last 256.KiB/);
  assert.equal(await log.locator(".restart").count(), 0);
  await done(page);
});

test("a start in a file that was rotated away is said to be there", async () => {
  await daemon.state("turned", "RUNNING");
  await write("turned", `${"z".repeat(59)}\n`.repeat(55));
  const page = await browser.open(daemon.url("/p/turned"));
  await live(page);
  const log = page.locator("[data-channel=stdout]");

  await until("the button", () => log.getByRole("button", { name: "Last start" }).isEnabled());
  await log.getByRole("button", { name: "Last start" }).click();

  await log.locator(".remark").waitFor();
  assert.match(await log.locator(".remark").textContent(), /rotated or emptied since/);
  await done(page);
});

test("where several write to a log, no start is marked", async () => {
  await daemon.state("one", "RUNNING");
  await daemon.state("two", "RUNNING");
  const page = await browser.open(daemon.url("/p/one"));
  await live(page);
  const log = page.locator("[data-channel=stdout]");

  await until("the lines", async () => (await lines(page)).length >= 2);

  assert.equal(await log.locator(".restart").count(), 0);
  assert.ok(await log.getByRole("button", { name: "Last start" }).isDisabled());
  await done(page);
});
