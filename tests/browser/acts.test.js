// Acting: by mouse and keyboard, without a script, and not at all.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser, done, inState, live, row } from "./browser.js";
import { Daemon } from "./daemon.js";
import { idle } from "./programs.js";
import { until } from "./wait.js";

let browser;
let daemon;
before(async () => {
  browser = await Browser.start();
  daemon = await Daemon.start(idle("web") + idle("mail") + idle("cron"));
});
after(async () => {
  await browser.close();
  await daemon.stop();
});

test("a program is stopped, started and restarted by mouse", async () => {
  const { pid } = await daemon.state("web", "RUNNING");
  const page = await browser.open(daemon.url());
  await live(page);
  const press = (name) => row(page, "web").getByRole("button", { name: `${name} web` }).click();

  await press("Stop");
  await inState(page, "web", "STOPPED");
  await press("Start");
  await inState(page, "web", "RUNNING");
  const second = await daemon.state("web", "RUNNING");
  await press("Restart");

  const third = await until("another pid", async () => {
    const now = await daemon.processOf("web");
    return now.state === "RUNNING" && now.pid !== second.pid && now;
  });
  assert.equal(new Set([pid, second.pid, third.pid]).size, 3);
  await done(page);
});

test("a program is stopped, started and restarted by keyboard", async () => {
  await daemon.state("cron", "RUNNING");
  const page = await browser.open(daemon.url());
  await live(page);
  await page.keyboard.press("j");
  const id = await page.evaluate(() => document.activeElement.dataset.id);
  const { pid } = await daemon.state(id, "RUNNING");

  await page.keyboard.press("s");
  await inState(page, id, "STOPPED");
  await page.keyboard.press("s");
  await inState(page, id, "RUNNING");
  const second = await daemon.state(id, "RUNNING");
  await page.keyboard.press("r");
  await until("another pid", async () => {
    const now = await daemon.processOf(id);
    return now.state === "RUNNING" && now.pid !== second.pid;
  });
  assert.notEqual(second.pid, pid);

  await page.keyboard.press("j");
  assert.notEqual(await page.evaluate(() => document.activeElement.dataset.id), id);
  await page.keyboard.press("k");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), id);
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("l");
  await page.waitForURL(/\/p\/.*#log-stdout/);
  await done(page);
});

test("the page of a program answers to the keyboard", async () => {
  const { pid } = await daemon.state("cron", "RUNNING");
  const page = await browser.open(daemon.url("/p/cron"));
  await live(page);
  const state = (name) => page.locator(`#program[data-state=${name}]`).waitFor();

  await page.keyboard.press("s");
  await state("STOPPED");
  assert.match(await page.title(), /^cron stopped – shop at /);
  await page.keyboard.press("r");
  await page.keyboard.press("s");
  await state("RUNNING");
  await page.keyboard.press("r");
  await until("another pid", async () => ![undefined, null, pid].includes((await daemon.processOf("cron")).pid));
  await page.keyboard.press("l");
  assert.equal(await page.evaluate(() => document.activeElement.className), "lines");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.placeholder), "Find");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("u");
  await page.locator("#board").waitFor();
  await done(page);
});

test("on a phone a row has one button, which leads to all actions", async () => {
  await daemon.state("mail", "RUNNING");
  const page = await browser.open(daemon.url(), { viewport: { width: 390, height: 844 } });
  await live(page);

  const button = row(page, "mail").getByRole("link", { name: "More for mail" });
  const { width, height } = await button.boundingBox();
  assert.ok(width >= 44 && height >= 44, `${width} x ${height}`);
  await button.click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
  await inState(page, "mail", "STOPPED");
  await page.goto(daemon.url("/p/mail"));
  await page.locator("#actions").getByRole("button", { name: "Start" }).click();

  await daemon.state("mail", "RUNNING");
  await done(page);
});

test("a selection is stopped and started together", async () => {
  const page = await browser.open(daemon.url());
  await live(page);
  for (const id of ["web", "mail"]) await row(page, id).getByRole("checkbox").check();
  assert.match(await page.locator("#chosen").textContent(), /2 selected/);

  await page.locator(".tools").getByRole("button", { name: "Stop", exact: true }).click();

  for (const id of ["web", "mail"]) await inState(page, id, "STOPPED");
  assert.equal((await daemon.processOf("cron")).state, "RUNNING");
  await page.locator(".tools").getByRole("button", { name: "Start", exact: true }).click();
  for (const id of ["web", "mail"]) await inState(page, id, "RUNNING");
  await done(page);
});

test("to stop all, words have to be typed", async () => {
  const page = await browser.open(daemon.url());
  await live(page);
  const ask = async () => {
    await page.getByText("Everything", { exact: true }).click();
    await page.getByRole("button", { name: "Stop all…" }).click();
  };

  await ask();
  assert.ok(await page.getByRole("button", { name: "Go on" }).isDisabled());
  await page.keyboard.press("Escape");
  assert.equal((await daemon.processOf("web")).state, "RUNNING");
  await ask();
  await page.getByRole("dialog").getByRole("textbox").fill("stop all");
  await page.getByRole("button", { name: "Go on" }).click();

  for (const id of ["web", "mail", "cron"]) await inState(page, id, "STOPPED");
  await page.getByText("Everything", { exact: true }).click();
  await page.getByRole("button", { name: "Start all", exact: true }).click();
  for (const id of ["web", "mail", "cron"]) await inState(page, id, "RUNNING");
  await done(page);
});

test("without a script the page is complete and its forms work", async () => {
  const page = await browser.open(daemon.url(), { javaScriptEnabled: false });
  assert.match(await page.locator("#headline").textContent(), /all 3 as wanted/);

  await row(page, "mail").getByRole("button", { name: "Stop mail" }).click();
  await inState(page, "mail", "STOPPED");
  assert.match(await page.getByRole("status").first().textContent(), /Stopped|as of/);
  await row(page, "mail").getByRole("checkbox").check();
  await page.locator(".tools").getByRole("button", { name: "Start", exact: true }).click();
  await inState(page, "mail", "RUNNING");

  await page.getByText("Everything", { exact: true }).click();
  await page.getByRole("button", { name: "Stop all…" }).click();
  await page.getByRole("textbox").fill("no");
  await page.getByRole("button", { name: "Go on" }).click();
  assert.equal((await daemon.processOf("web")).state, "RUNNING");
  await page.getByRole("textbox").fill("stop all");
  await page.getByRole("button", { name: "Go on" }).click();
  for (const id of ["web", "mail", "cron"]) await inState(page, id, "STOPPED");
  for (const id of ["web", "mail", "cron"]) await daemon.ask(`/api/v1/processes/${id}/start?wait=10s`, { method: "POST" });

  await row(page, "web").getByRole("link", { name: "web", exact: true }).click();
  assert.equal(await page.locator("h1").textContent(), "web");
  assert.match(await page.locator("#configuration").textContent(), /sleep 100000/);
  await done(page);
});

test("a viewer has no buttons and cannot act", async () => {
  const open = await Daemon.start(idle("web"), { server: "" });
  try {
    const page = await browser.open(open.url(), { httpCredentials: undefined });
    await live(page);
    assert.equal(await page.locator("main button:visible").count(), 1, "only the one for the keys");
    assert.equal(await page.getByRole("checkbox").count(), 0);
    await page.keyboard.press("j");
    await page.keyboard.press("s");

    for (const path of ["/ui/act", "/api/v1/processes/web/stop"]) {
      const status = await page.evaluate(async (path) => {
        const body = path === "/ui/act" ? new URLSearchParams({ do: "stop web" }) : undefined;
        return (await fetch(path, { method: "POST", body })).status;
      }, path);
      assert.equal(status, 403, path);
    }
    assert.equal((await open.state("web", "RUNNING")).state, "RUNNING");
    await done(page, /403/);
  } finally {
    await open.stop();
  }
});

test("what other sites and old pages send is refused", async () => {
  const form = (fields, headers = {}) => daemon.ask("/ui/act", { method: "POST", body: new URLSearchParams(fields), headers });

  assert.equal((await form({ do: "stop web" })).status, 403, "no token");
  assert.equal((await form({ do: "stop web", token: "made-up" })).status, 403, "another token");
  for (const headers of [{ Origin: "http://evil.example" }, { "Sec-Fetch-Site": "cross-site" }]) {
    assert.equal((await form({ do: "stop web" }, headers)).status, 403);
    const answer = await daemon.ask("/api/v1/processes/web/stop", { method: "POST", headers });
    assert.equal(answer.status, 403);
  }
  assert.equal((await daemon.ask("/ui/act?do=stop+web")).status, 400, "no form at all");
  assert.equal((await daemon.processOf("web")).state, "RUNNING");
});
