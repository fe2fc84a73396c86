// The list as it stands in the page: its rows, and what is filled into them.

import * as time from "./time.js";
import * as words from "./words.js";
import { Spark } from "./spark.js";

/** How many rows may have their lines drawn again after a sample: those that are seen. */
const seen = new Set();

export class Board {
  table;
  #rows = new Map();
  /** The processes as the stream tells them, by id. */
  processes = new Map();
  #watch;

  constructor(table) {
    this.table = table;
    this.#watch = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) seen.add(target.dataset.id);
        else seen.delete(target.dataset.id);
      }
    }, { rootMargin: "200px" });
    this.#adopt();
  }

  #adopt() {
    this.#rows.clear();
    this.#watch.disconnect();
    for (const element of this.table.querySelectorAll("tr.row")) {
      this.#rows.set(element.dataset.id, new Row(element));
      this.#watch.observe(element);
    }
  }

  /** Takes the rows of another rendering of the page in the place of these. */
  replace(table) {
    const focused = document.activeElement?.closest?.("tr.row")?.dataset.id;
    const chosen = new Set(this.chosen());
    const old = this.table.querySelectorAll("tbody");
    this.table.append(...table.querySelectorAll("tbody"));
    for (const body of old) body.remove();
    this.#adopt();
    for (const id of chosen) this.row(id)?.choose(true);
    this.row(focused)?.element.focus();
    for (const process of this.processes.values()) this.row(process.id)?.show(process);
  }

  row(id) {
    return this.#rows.get(id);
  }

  rows() {
    return [...this.#rows.values()];
  }

  ids() {
    return [...this.#rows.keys()];
  }

  /** Returns the rows that can be seen, in the order of the page. */
  visible() {
    return [...this.table.querySelectorAll("tbody:not([data-folded]) > tr.row:not([hidden])")];
  }

  chosen() {
    return [...this.table.querySelectorAll("tr.row:not([hidden]) > .pick > input:checked")].map((input) => input.value);
  }

  /** Fills in a process as it is now. */
  show(process) {
    const before = this.processes.get(process.id);
    const usage = process.usage ?? (process.pid ? before?.usage : null);
    const now = { ...process, usage };
    this.processes.set(process.id, now);
    const row = this.row(process.id);
    if (!row) return;
    row.show(now);
    if (row.setRank(words.rank(now)) && this.table.dataset.sort === "groups") this.#raise(row.element);
  }

  /** Fills in what everything uses. */
  showUsage(at, programs) {
    const live = new Map(programs.map((usage) => [usage.id, usage]));
    for (const [id, process] of this.processes) {
      process.usage = live.get(id) ?? null;
      const row = this.row(id);
      row?.showUsage(process.usage);
      if (process.usage) row?.addPoint(at, process.usage.cpu, seen.has(id));
    }
  }

  /** Puts a row that has failed before those that have not, and its group likewise. */
  #raise(element) {
    const body = element.parentElement;
    const hasFocus = element.contains(document.activeElement) ? document.activeElement : null;
    const rows = [...body.querySelectorAll("tr.row")];
    place(element, rows, rankOf);
    const bodies = [...this.table.querySelectorAll("tbody")];
    const worst = (group) => Math.min(...[...group.querySelectorAll("tr.row")].map(rankOf));
    place(body, bodies, worst);
    hasFocus?.focus({ preventScroll: true });
  }

  /** Hides what the filter does not want. */
  filter(shows) {
    let count = 0;
    for (const [id, row] of this.#rows) {
      const process = this.processes.get(id);
      const isShown = process ? shows(process) : true;
      if (row.element.hidden === isShown) row.element.hidden = !isShown;
      if (isShown) count += 1;
    }
    for (const body of this.table.querySelectorAll("tbody")) {
      const isEmpty = !body.querySelector("tr.row:not([hidden])");
      if (body.hidden !== isEmpty) body.hidden = isEmpty;
    }
    return count;
  }

  /** Brings the summaries of the groups up to date. */
  summarize() {
    const groups = new Map();
    for (const process of this.processes.values()) {
      if (!groups.has(process.group)) groups.set(process.group, []);
      groups.get(process.group).push(process);
    }
    for (const body of this.table.querySelectorAll("tbody")) {
      const head = body.querySelector(".group-head");
      const group = groups.get(body.dataset.group);
      if (!head || !group) continue;
      const summary = words.summaryOf(group);
      head.dataset.health = words.health(summary);
      fillParts(head.querySelector(".summary"), words.summaryParts(summary));
    }
  }

  tick(now) {
    for (const [id, process] of this.processes) {
      if (seen.has(id) || process.next) this.row(id)?.tick(process, now);
    }
  }
}

const rankOf = (element) => Number(element.dataset.rank);

/** Moves an element behind all siblings of its rank or a better one, if it is not there. */
function place(element, siblings, rank) {
  const own = rank(element);
  const others = siblings.filter((sibling) => sibling !== element);
  const sorted = siblings.every((sibling, at) => at === 0 || rank(siblings[at - 1]) <= rank(sibling));
  if (sorted) return;
  const next = others.find((sibling) => rank(sibling) > own || (own === 2 && rank(sibling) === 2));
  if (next) next.before(element);
  else others.at(-1)?.after(element);
}

export function fillParts(element, parts) {
  const text = parts.map(([kind, part]) => `${kind} ${part}`).join();
  if (!element || element.dataset.parts === text) return;
  element.dataset.parts = text;
  element.replaceChildren(...parts.flatMap(([kind, part], at) => {
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = part;
    return at === 0 ? [span] : [", ", span];
  }));
}

/** One row. */
class Row {
  element;
  #cells = {};
  #spark = null;

  constructor(element) {
    this.element = element;
    for (const name of ["badge", "wish", "story", "restarts", "cpu", "memory"]) {
      this.#cells[name] = element.querySelector(`.${name}`);
    }
    this.#cells.since = element.querySelector("time");
    if (this.#cells.since) time.fill(this.#cells.since, this.#cells.since.dateTime);
  }

  show(process) {
    const { badge, wish, restarts } = this.#cells;
    if (this.element.dataset.state !== process.state) this.element.dataset.state = process.state;
    time.set(badge, words.WORDS[process.state] ?? process.state.toLowerCase());
    time.set(wish, words.unmetWish(process));
    time.set(restarts, process.restarts?.last_day > 0 ? String(process.restarts.last_day) : "");
    this.tick(process, time.now());
    this.#showSince(process.since);
    this.showUsage(process.usage);
  }

  #showSince(since) {
    if (!since) return;
    if (!this.#cells.since) {
      const place = document.createElement("time");
      const [age, clock] = [document.createElement("span"), document.createElement("span")];
      [age.className, clock.className] = ["age", "clock"];
      place.append(age, " ", clock);
      this.element.querySelector(".since").append(place);
      this.#cells.since = place;
    }
    time.fill(this.#cells.since, since);
  }

  showUsage(usage) {
    time.set(this.#cells.cpu, usage ? words.percent(usage.cpu) : "");
    time.set(this.#cells.memory, usage ? words.bytes(usage.resident_bytes) : "");
  }

  addPoint(at, share, isSeen) {
    this.#spark ??= new Spark(this.element.querySelector(".spark svg"), at);
    this.#spark.add(at, share, isSeen);
  }

  tick(process, now) {
    time.set(this.#cells.story, words.story(process, now, this.element.dataset.stop));
    if (this.#cells.since) time.age(this.#cells.since);
  }

  /** Notes how urgent the row is, and returns whether that is new. */
  setRank(rank) {
    if (this.element.dataset.rank === String(rank)) return false;
    this.element.dataset.rank = rank;
    return true;
  }

  choose(isChosen) {
    const box = this.element.querySelector(".pick input");
    if (box) box.checked = isChosen;
    return box;
  }
}
