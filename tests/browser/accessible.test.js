// What axe-core has to say, and how little of what a daemon serves comes from elsewhere.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Browser, done, live, violations } from "./browser.js";
import { Daemon } from "./daemon.js";
import { idle, troubled } from "./programs.js";

let browser;
let daemon;
before(async () => {
  browser = await Browser.start();
  daemon = await Daemon.start(`${idle("web")}${idle("off", "autostart = false")}${troubled}
[program:job]
command = sleep 100000
process_name = %(program_name)s-%(process_num)d
numprocs = 2
startsecs = 0
`);
  await daemon.state("broken", "FATAL");
});
after(async () => {
  await browser.close();
  await daemon.stop();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [view, path] of [["the list", "/"], ["a program", "/p/web"], ["a program that failed", "/p/broken"]]) {
    test(`axe-core finds nothing wrong with ${view}, ${colorScheme}`, async () => {
      const page = await browser.open(daemon.url(path), { colorScheme });
      await live(page);

      assert.deepEqual(await violations(page), []);
      await done(page);
    });
  }
}

/** Sends a form as a browser without a script does. */
async function send(page, asked) {
  await page.evaluate((asked) => {
    const form = document.querySelector("#do");
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "do", value: asked }));
    form.submit();
  }, asked);
  await page.waitForURL(/\/ui\/act$/);
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe-core finds nothing wrong with what a form is answered, ${colorScheme}`, async () => {
    for (const [asked, title] of [["stop all", "Confirm: stop all"], ["start broken", "Not done"]]) {
      const page = await browser.open(daemon.url(), { colorScheme });
      await live(page);
      await send(page, asked);

      assert.equal(await page.title(), title);
      assert.deepEqual(await violations(page), []);
      await done(page, /409/);
    }
  });

  test(`axe-core finds nothing wrong with help, with little room and with nothing found, ${colorScheme}`, async () => {
    for (const width of [390, 1024]) {
      for (const path of ["/", "/p/web", "/?q=nothing-like-this"]) {
        const page = await browser.open(daemon.url(path), { colorScheme, viewport: { width, height: 844 } });
        await live(page);
        assert.deepEqual(await violations(page), [], `${path} ${width}`);
        const [scroll, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(scroll <= room, `${path} is ${scroll} wide`);
        await page.keyboard.press("?");
        assert.deepEqual(await violations(page), [], `help of ${path} ${width}`);
        await done(page);
      }
    }
  });
}

test("axe-core finds nothing wrong with a dialog and a phone", async () => {
  const page = await browser.open(daemon.url(), { viewport: { width: 390, height: 844 } });
  await live(page);

  assert.deepEqual(await violations(page), []);
  const [scroll, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(scroll <= width, `the page is ${scroll} wide`);
  await page.getByText("Everything", { exact: true }).click();
  await page.getByRole("button", { name: "Stop all…" }).click();
  assert.deepEqual(await violations(page), []);
  await done(page);
});

test("everything comes from the daemon, and files are kept for good", async () => {
  const page = await browser.open("about:blank");
  const answers = [];
  page.on("response", (response) => answers.push(response));

  for (const path of ["/", "/p/web"]) {
    await page.goto(daemon.url(path));
    await live(page);
  }

  for (const answer of answers) {
    const url = new URL(answer.url());
    assert.equal(url.origin, new URL(daemon.url()).origin);
    if (url.pathname.startsWith("/ui/")) {
      assert.match(answer.headers()["cache-control"], /immutable/);
      assert.ok(answer.headers().etag);
    }
  }
  const policy = answers[0].headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|http/);
  await done(page);
});
