// The list: live, in order, filtered, and large.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser, done, inState, live, row } from "./browser.js";
import { Daemon } from "./daemon.js";
import { idle, troubled } from "./programs.js";
import { until } from "./wait.js";

let browser;
before(async () => { browser = await Browser.start(); });
after(() => browser.close());

async function withDaemon(programs, act) {
  const daemon = await Daemon.start(programs);
  try {
    await act(daemon);
  } finally {
    await daemon.stop();
  }
}

test("a death by kill -9 is shown within a second", () => withDaemon(idle("web", "autorestart = false"), async (daemon) => {
  const page = await browser.open(daemon.url());
  await live(page);
  await inState(page, "web", "RUNNING");

  await daemon.kill("web");

  await inState(page, "web", "EXITED", { timeout: 1000 });
  assert.match(await row(page, "web").locator(".story").textContent(), /terminated by SIGKILL/);
  assert.match(await page.locator("#headline").textContent(), /[01] of 1 as wanted/);
  await done(page);
}));

test("what failed is on top, and the head line counts it", () => withDaemon(idle("a-web") + troubled, async (daemon) => {
  await daemon.state("broken", "FATAL");
  const page = await browser.open(daemon.url());

  const first = page.locator("tr.row").first();
  assert.equal(await first.getAttribute("data-id"), "broken");
  assert.match(await first.textContent(), /fatal.*should run.*exit status 3.*gave up/s);
  await live(page);
  await until("the head line", async () => /1 of 3 as wanted, 1 in backoff, 1 failed/.test(await page.locator("#headline").textContent()));
  assert.match(await page.title(), /^1 failed, 1 in backoff – shop at /);
  await done(page);
}));

test("a row that fails later moves to the top and keeps its focus", () => withDaemon(idle("a") + idle("b") + `
[program:z]
command = /bin/sh -c "test -e {dir}/bad && exit 1; exec sleep 100000"
startsecs = 1
startretries = 0
`, async (daemon) => {
  await daemon.state("z", "RUNNING");
  const page = await browser.open(daemon.url());
  await live(page);
  await row(page, "z").focus();
  daemon.write("bad", "");

  await daemon.kill("z");

  await inState(page, "z", "FATAL");
  assert.equal(await page.locator("tr.row").first().getAttribute("data-id"), "z");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), "z");
  await done(page);
}));

test("a filter is kept in the address and works without a reload", () => withDaemon(idle("web") + idle("mail", "autostart = false") + `
[program:job]
command = sleep 100000
process_name = %(program_name)s-%(process_num)d
numprocs = 3
startsecs = 0
`, async (daemon) => {
  const page = await browser.open(daemon.url("/?q=group%3Ajob"));
  const shown = () => page.locator("tr.row:visible").evaluateAll((rows) => rows.map((it) => it.dataset.id));
  assert.deepEqual(await shown(), ["job:job-0", "job:job-1", "job:job-2"]);
  await live(page);

  for (const [text, ids] of [
    ["state:stopped", ["mail"]],
    ["job-1", ["job:job-1"]],
    ["job:*", ["job:job-0", "job:job-1", "job:job-2"]],
    ["state:running ma web", ["web"]],
    ["", ["job:job-0", "job:job-1", "job:job-2", "mail", "web"]],
  ]) {
    await page.locator("#q").fill(text);
    await until(`the filter ${text}`, async () => String((await shown()).sort()) === String(ids));
    assert.equal(new URL(page.url()).searchParams.get("q") ?? "", text);
    const plain = await daemon.ask(`/?q=${encodeURIComponent(text)}`);
    const rows = [...(await plain.text()).matchAll(/<tr class="row" role="row" data-id="([^"]*)"/g)].map((match) => match[1]);
    assert.deepEqual(rows.sort(), ids, "the page without a script shows the same");
  }
  await done(page);
}));

test("where nothing is shown, the page says why and what to do", async () => {
  await withDaemon(idle("web"), async (daemon) => {
    const page = await browser.open(daemon.url());
    await live(page);
    await page.locator("#q").fill("nothing-like-this");
    await page.getByText("No program fits the filter.").waitFor();
    assert.ok(await page.locator("#board").isHidden());

    await page.getByRole("link", { name: "Show all programs" }).click();

    await row(page, "web").waitFor();
    assert.ok(await page.getByText("No program fits the filter.").isHidden());
    await done(page);
  });
  await withDaemon("", async (daemon) => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await browser.open(daemon.url(), { javaScriptEnabled });
      if (javaScriptEnabled) await live(page);
      await page.getByText("There are no programs.").waitFor();
      await done(page);
    }
  });
});

test("numbers that change move nothing", () => withDaemon(idle("web"), async (daemon) => {
  const page = await browser.open(daemon.url());
  await live(page);
  const places = () => row(page, "web").locator(".clock, td").evaluateAll((cells) => cells.map((it) => it.getBoundingClientRect().left));
  const [before, age] = [await places(), row(page, "web").locator(".age")];

  await age.evaluate((it) => { it.textContent = "23\u00a0h 59\u00a0min"; });
  await row(page, "web").locator(".cpu").evaluate((it) => { it.textContent = "1234\u00a0%"; });

  assert.deepEqual(await places(), before);
  await done(page);
}));

test("a group folds, and says so in the address", () => withDaemon(`
[program:job]
command = sleep 100000
process_name = %(program_name)s-%(process_num)d
numprocs = 2
startsecs = 0
`, async (daemon) => {
  await daemon.state("job:job-1", "RUNNING");
  const page = await browser.open(daemon.url());
  await live(page);

  await page.getByRole("button", { name: "Group job", exact: true }).click();

  assert.equal(await page.locator("tr.row:visible").count(), 0);
  assert.match(page.url(), /fold=job/);
  assert.match(await page.locator(".group-head .summary").textContent(), /all 2 as wanted/);
  await page.reload();
  assert.equal(await page.locator("tr.row:visible").count(), 0);
  await done(page);
}));

test("a thousand rows can be scrolled and filtered", () => withDaemon(`
[program:job]
command = sleep 100000
process_name = %(program_name)s-%(process_num)04d
numprocs = 1000
autostart = false
`, async (daemon) => {
  const page = await browser.open(daemon.url());
  await live(page);
  assert.equal(await page.locator("tr.row").count(), 1000);

  const frames = await page.evaluate(async () => {
    const times = [];
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let step = 0; step < 60; step += 1) {
      const begin = performance.now();
      scrollBy(0, 400);
      await frame();
      times.push(performance.now() - begin);
    }
    return times.sort((a, b) => a - b);
  });
  const [median, worst] = [frames[30], frames.at(-1)];
  console.log(`1000 rows: a frame takes ${median.toFixed(1)} ms, at most ${worst.toFixed(1)} ms`);
  assert.ok(median < 100, `a frame takes ${median} ms`);
  await page.locator("#q").fill("0999");
  await until("one row", async () => (await page.locator("tr.row:visible").count()) === 1);
  await done(page);
}));
