// The list of programs, kept live. Without this module the page is complete, and as old as it is.

import { act, actOnDaemon, api, mayOperate } from "./act.js";
import { Board, fillParts } from "./board.js";
import { confirmed, help, more } from "./dialog.js";
import { parse } from "./filter.js";
import { head } from "./head.js";
import { KEYS, listen } from "./keys.js";
import { Stream } from "./stream.js";
import * as time from "./time.js";
import * as words from "./words.js";

const one = (selector) => document.querySelector(selector);
const board = new Board(one("#board"));
const [search, sort, form] = [one("#q"), one("#sort"), one("#do")];
document.documentElement.classList.add("live");

// What is shown.

let shows = parse(search.value);

function refilter() {
  const count = board.filter(shows);
  const total = board.processes.size || board.ids().length;
  time.set(one("#shown"), `${count} of ${total}`);
  one("#no-programs").hidden = total > 0;
  one("#no-match").hidden = total === 0 || count > 0;
  countChosen();
}

function address() {
  const folded = [...document.querySelectorAll("tbody[data-folded]")].map((body) => body.dataset.group);
  const fields = { q: search.value.trim(), sort: sort.value === "groups" ? "" : sort.value, fold: folded.join(",") };
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
  return query.size > 0 ? `?${query}` : location.pathname;
}

function keepAddress() {
  history.replaceState(null, "", address());
  one("input[name=back]").value = address().startsWith("?") ? address() : "";
}

search.addEventListener("input", () => {
  shows = parse(search.value);
  refilter();
  keepAddress();
});
search.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (search.value) {
      search.value = "";
      search.dispatchEvent(new Event("input"));
    }
    search.blur();
  } else if (event.key === "Enter" || event.key === "ArrowDown") {
    event.preventDefault();
    board.visible()[0]?.focus();
  }
});
one("#show-all").addEventListener("click", (event) => {
  event.preventDefault();
  search.value = "";
  search.dispatchEvent(new Event("input"));
  search.focus();
});
one("#filter").addEventListener("submit", (event) => event.preventDefault());
sort.addEventListener("change", () => {
  keepAddress();
  renew();
});

let renewing = null;
let again = false;

/** Gets the rows anew, where some have come or gone: markup is made by the daemon only. */
async function renew() {
  if (renewing) {
    again = true;
    return;
  }
  renewing = fetch(everything(), { headers: { Accept: "text/html" } });
  try {
    const page = new DOMParser().parseFromString(trusted(await (await renewing).text()), "text/html");
    board.table.dataset.sort = sort.value;
    const table = page.querySelector("#board");
    if (table) board.replace(table);
    refilter();
  } catch {
    // The stream tells that the daemon is not there.
  } finally {
    renewing = null;
    if (again) {
      again = false;
      renew();
    }
  }
}

/** The page asks for all rows and hides what the filter does not want, so that it can come back. */
function everything() {
  const query = new URLSearchParams(address().startsWith("?") ? address() : "");
  query.delete("q");
  return `${location.pathname}?${query}`;
}

const policy = globalThis.trustedTypes?.createPolicy("supervisor", { createHTML: (html) => html });
const trusted = (html) => (policy ? policy.createHTML(html) : html);

// What the stream tells.

let began = one("#uptime")?.dateTime ?? null;

function showSummary(summary) {
  fillParts(one("#headline"), words.summaryParts(summary));
  head(words.trouble(summary), words.health(summary));
}

let recounting = false;

/** What looks at every row waits for the next frame, and is done once for a storm of changes. */
function recount() {
  if (recounting) return;
  recounting = true;
  requestAnimationFrame(() => {
    recounting = false;
    board.summarize();
    refilter();
  });
}

const on = {
  snapshot({ daemon, processes }) {
    began = daemon.started_at;
    if (one("#uptime") && began) time.fill(one("#uptime"), began);
    const known = new Set(processes.map((process) => process.id));
    for (const id of board.processes.keys()) if (!known.has(id)) board.processes.delete(id);
    for (const process of processes) board.show(process);
    showSummary(daemon.summary);
    recount();
    if (known.size !== board.ids().length || board.ids().some((id) => !known.has(id))) renew();
  },
  change({ at, process, group, summary }) {
    time.setNow(at);
    if (process) {
      board.show(process);
      if (!board.row(process.id)) renew();
    }
    if (group) renew();
    showSummary(summary);
    recount();
  },
  sample({ at, programs }) {
    time.setNow(at);
    board.showUsage(Date.parse(at), programs);
  },
};
new Stream(api("events"), on, one("#live"));

setInterval(() => {
  board.tick(time.now());
  const uptime = one("#uptime");
  if (uptime) time.age(uptime);
}, 1000);

// Folds.

board.table.addEventListener("click", (event) => {
  const link = event.target.closest(".fold-link");
  if (!link) return;
  event.preventDefault();
  const body = link.closest("tbody");
  const isFolded = body.toggleAttribute("data-folded");
  link.setAttribute("aria-expanded", String(!isFolded));
  keepAddress();
});
board.table.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches(".fold-link")) {
    event.preventDefault();
    event.target.click();
  }
});

// Actions.

/** Does something and shows on the rows that it goes on. */
async function perform(verb, names, signal) {
  if (!mayOperate || names.length === 0) return;
  const rows = names.map((name) => board.row(name)?.element).filter(Boolean);
  for (const row of rows) row.setAttribute("aria-busy", "true");
  await act(verb, names, signal);
  for (const row of rows) row.removeAttribute("aria-busy");
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = event.submitter?.value ?? "";
  const [verb, target] = asked.split(/ (.*)/);
  event.submitter?.closest("details")?.removeAttribute("open");
  if (!(await confirmed(asked))) return;
  if (target === "daemon") return actOnDaemon(verb);
  const names = target === "chosen" ? board.chosen() : [target];
  await perform(verb, names, form.elements.signal?.value);
});

form.addEventListener("click", async (event) => {
  const link = event.target.closest("a.more");
  if (!link) return;
  event.preventDefault();
  const signals = [...form.elements.signal.options].map((option) => option.value);
  const { verb, signal } = await more(link.dataset.target, signals);
  if (verb) await perform(verb, [link.dataset.target], signal);
});

// The selection.

let last = null;

function countChosen() {
  const place = one("#chosen");
  if (!place) return;
  const count = board.chosen().length;
  time.set(place, count > 0 ? `${count} selected` : "With the selection");
  form.toggleAttribute("data-chosen", count > 0);
  for (const button of form.querySelectorAll("button[value$=' chosen']")) button.disabled = count === 0;
}

board.table.addEventListener("click", (event) => {
  const box = event.target.closest(".pick input");
  if (!box) return;
  const rows = board.visible();
  const [from, to] = [rows.findIndex((row) => row.dataset.id === last), rows.indexOf(box.closest("tr"))];
  if (event.shiftKey && from >= 0) {
    for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) board.row(row.dataset.id).choose(box.checked);
  }
  last = box.value;
  countChosen();
});

one("#pick-all")?.addEventListener("click", (event) => {
  event.preventDefault();
  const rows = board.visible();
  const all = board.chosen().length < rows.length;
  for (const row of rows) board.row(row.dataset.id).choose(all);
  countChosen();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.target === search || one("dialog[open]")) return;
  one("details[open]")?.removeAttribute("open");
  for (const row of board.rows()) row.choose(false);
  countChosen();
});
document.addEventListener("click", (event) => {
  const menu = one("details.menu[open]");
  if (menu && !menu.contains(event.target)) menu.removeAttribute("open");
});

one("#help").addEventListener("click", () => help(KEYS));
listen({ board, search, perform, openLink: (href) => location.assign(href) });

// The address has a filter: the daemon sent only what it shows, and the rest may be asked for.
if (search.value.trim() !== "") renew();
