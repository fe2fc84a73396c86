// One program, kept live: its state, what it uses, and what it writes.

import { act, api, mayOperate } from "./act.js";
import { Charts } from "./charts.js";
import { confirmed, help, make } from "./dialog.js";
import { head } from "./head.js";
import { Log, statesOf } from "./log.js";
import { Stream } from "./stream.js";
import * as time from "./time.js";
import { Timeline } from "./timeline.js";
import * as words from "./words.js";

const one = (selector) => document.querySelector(selector);
const section = one("#program");
const id = section.dataset.id;
document.documentElement.classList.add("live");
for (const element of document.querySelectorAll("time")) time.fill(element, element.dateTime);

const KEYS = [
  ["r", "restart it", () => press(".restart")],
  ["s", "start or stop it", () => press(words.isUp(section.dataset.state) ? ".stop" : ".start")],
  ["l", "its logs", () => one("pre.lines")?.focus()],
  ["/", "find in the log", () => one(".log-tools input")?.focus()],
  ["u", "back to all programs", () => one(".head nav a").click()],
  ["?", "these keys", () => help(KEYS)],
];
one("#help").addEventListener("click", () => help(KEYS));

const logs = [...document.querySelectorAll("section.log")].map((place) => new Log(place, id));
const timeline = new Timeline(one("#timeline"));
let process = null;
let charts = null;

async function draw() {
  const response = await fetch(api(`processes/${encodeURIComponent(id)}/usage`));
  const { points } = response.ok ? await response.json() : { points: [] };
  charts = new Charts(one("#charts"), points);
  showSince();
}

function showSince() {
  const since = charts?.since();
  one("#charts").hidden = !since;
  const place = one("#usage-since");
  if (since) return place.dataset.since === String(since) || showBegin(place, since);
  time.set(place, process?.pid ? "the first sample comes in a few seconds" : "the program does not run");
}

function showBegin(place, since) {
  place.dataset.since = since;
  const at = make("time", {});
  time.fill(at, new Date(since).toISOString());
  place.replaceChildren("since ", at, ", sampled while somebody watches");
}

function show(now) {
  process = { ...now, usage: now.usage ?? (now.pid ? process?.usage : null) };
  section.dataset.state = process.state;
  time.set(section.querySelector(".badge"), words.WORDS[process.state]);
  time.set(section.querySelector(".wish"), words.unmetWish(process));
  const since = section.querySelector("time");
  if (since && process.since) time.fill(since, process.since);
  if (process.started_at !== marked) markStart();
  head(`${id} ${words.WORDS[process.state]}`, words.healthOf(process));
  showUsage(process.usage);
  showSince();
  showFacts();
  tick();
}

let marked = null;

/** Marks in the logs where the program started last. */
async function markStart() {
  const began = process.started_at;
  marked = began;
  const states = await statesOf(id).catch(() => []);
  for (const log of logs) log.tell(states.find((it) => it.channel === log.channel), began);
}

function showFacts() {
  const rows = [["Process id", process.pid ? String(process.pid) : "none"]];
  if (process.last_exit) rows.push(["Last exit", process.last_exit.reason, process.last_exit.at]);
  if (process.started_at) rows.push(["Last start", "", process.started_at]);
  rows.push(["Restarts", words.restarts(process.restarts)]);
  const facts = rows.flatMap(([name, text, at]) => {
    const place = at ? make("time", {}) : "";
    if (at) time.fill(place, at);
    return [make("dt", {}, name), make("dd", {}, text, at && text ? " " : "", place)];
  });
  one("#facts").replaceChildren(...facts);
}

function showUsage(usage) {
  time.set(one(".figures .cpu"), usage ? words.percent(usage.cpu) : "–");
  time.set(one(".figures .memory"), usage ? words.bytes(usage.resident_bytes) : "–");
}

function tick() {
  if (!process) return;
  time.set(section.querySelector(".story"), words.story(process, time.now(), section.dataset.stop));
  const since = section.querySelector("time");
  if (since) time.age(since);
  timeline.draw(time.now());
}

new Stream(api("events"), {
  snapshot({ processes }) {
    const now = processes.find((it) => it.id === id);
    if (!now) return time.set(section.querySelector(".story"), "this program is not there any more");
    show(now);
    timeline.begin(now);
  },
  change(change) {
    time.setNow(change.at);
    if (change.process?.id !== id) return;
    show(change.process);
    const state = change.event.replace("PROCESS_STATE_", "");
    timeline.add(Date.parse(change.at), state);
  },
  sample({ at, programs }) {
    time.setNow(at);
    const usage = programs.find((it) => it.id === id) ?? null;
    if (process) process.usage = usage;
    showUsage(usage);
    if (usage) charts?.add(Date.parse(at), usage);
    showSince();
  },
}, one("#live"));
setInterval(tick, 1000);
draw();

one("#do")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = event.submitter?.value ?? "";
  const [verb] = asked.split(" ");
  if (!mayOperate || !(await confirmed(asked))) return;
  section.setAttribute("aria-busy", "true");
  await act(verb, [id], event.target.elements.signal.value);
  section.removeAttribute("aria-busy");
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (one("dialog[open]")) return;
  const act = KEYS.find(([key]) => key === event.key)?.[2];
  if (!act) return;
  event.preventDefault();
  act();
});

/** Presses a button, unless the state of the program hides it. */
function press(selector) {
  const button = one(`#actions ${selector}`);
  if (button?.checkVisibility()) button.click();
}
