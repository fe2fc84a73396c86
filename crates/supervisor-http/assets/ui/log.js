// One stream of output, followed. What a program writes is text, whatever it looks like.

import { api } from "./act.js";
import { Ansi } from "./ansi.js";
import { make } from "./dialog.js";
import { Lines } from "./lines.js";
import { Lives } from "./lives.js";
import { set } from "./time.js";
import { bytes } from "./words.js";

/** How far back the log is loaded to show where the program started. */
const REACH = 256 * 1024;
/** How many lines are kept; older ones can be had with the file. */
const KEPT = 5000;
const BACKLOG = 500;
const UNKNOWN = "Where the program started in this log is not known";
const LONGEST = 30e3;

export class Log {
  #section;
  #id;
  channel;
  #lines;
  #ansi = new Ansi();
  #from = new Lines(NaN);
  #lives;
  #kept = KEPT;
  #held = [];
  #waiting = [];
  #isPaused = false;
  #isAtEnd = true;
  #abort = null;
  #tries = 0;
  #timer = 0;
  #find;
  #controls = {};

  constructor(section, id) {
    this.#section = section;
    this.#id = id;
    this.channel = section.dataset.channel;
    this.#lines = section.querySelector(".lines");
    if (!this.#lines) return;
    this.#lives = new Lives(this.#lines);
    this.#build();
    this.#lines.addEventListener("scroll", () => {
      const { scrollTop, scrollHeight, clientHeight } = this.#lines;
      this.#isAtEnd = scrollHeight - scrollTop - clientHeight < 8;
    });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#stop() : this.#start()));
    addEventListener("pagehide", () => this.#stop());
    this.#start();
  }

  #build() {
    const label = (what) => `${what} ${this.channel}`;
    const search = make("input", { type: "search", placeholder: "Find", "aria-label": label("Find in") });
    const count = make("span", { class: "found", role: "status" });
    const jump = make("button", { type: "button", disabled: true, title: UNKNOWN }, "Last start");
    const pause = make("button", { type: "button", "aria-pressed": "false" }, "Pause");
    const download = make("a", { class: "button", href: this.#url(), download: `${this.#id.replace(":", "_")}-${this.channel}.log` }, "Download");
    search.addEventListener("input", () => this.#search(search.value));
    search.addEventListener("keydown", (event) => event.key === "Enter" && this.#next(event.shiftKey ? -1 : 1));
    jump.addEventListener("click", () => this.#jump());
    pause.addEventListener("click", () => this.#pause());
    this.#controls = { search, count, jump, pause };
    this.#section.querySelector(".log-tools").replaceChildren(search, count, jump, pause, download);
  }

  #url() {
    return api(`processes/${encodeURIComponent(this.#id)}/logs/${this.channel}`);
  }

  async #start() {
    if (this.#abort || document.hidden) return;
    const abort = new AbortController();
    this.#abort = abort;
    clearTimeout(this.#timer);
    try {
      const response = await fetch(`${this.#url()}?follow=true&lines=${BACKLOG}`, { signal: abort.signal, headers: { Accept: "text/plain" } });
      if (!response.ok) throw new Error(`status ${response.status}`);
      this.#begin(Number.parseInt(response.headers.get("Log-Begin"), 10));
      const reader = response.body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        this.#tries = 0;
        for (const line of this.#from.take(part.value)) this.#add(this.#element(line, this.#ansi));
      }
    } catch {
      // It is asked for again below.
    }
    if (this.#abort !== abort) return;
    this.#abort = null;
    const wait = Math.min(LONGEST, 500 * 2 ** this.#tries);
    this.#tries += 1;
    this.#timer = setTimeout(() => this.#start(), wait);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
  }

  /** A stream begins with the end of the log, which stands in the place of what was shown. */
  #begin(number) {
    this.#from = new Lines(number);
    this.#ansi = new Ansi();
    this.#kept = KEPT;
    this.#held = [];
    this.#waiting = [];
    this.#lines.replaceChildren();
    this.#isAtEnd = true;
  }

  #element({ at, text }, ansi) {
    const pieces = ansi.line(text).map(([kind, piece]) => (kind ? make("span", { class: kind }, piece) : piece));
    const element = make("div", { class: "line" }, ...pieces, pieces.length === 0 ? "\n" : "");
    this.#lives.note(element, at);
    return element;
  }

  #add(element) {
    if (this.#isPaused) {
      this.#held.push(element);
      if (this.#held.length > KEPT) this.#held.shift();
      set(this.#controls.pause, `Resume (${this.#held.length} new)`);
      return;
    }
    if (this.#waiting.length === 0) requestAnimationFrame(() => this.#flush());
    this.#waiting.push(element);
    if (this.#waiting.length > KEPT) this.#waiting.shift();
  }

  #flush() {
    const fresh = this.#waiting.splice(0);
    for (const element of fresh) this.#match(element);
    this.#lines.append(...fresh);
    this.#lives.show(this.#from.end);
    while (this.#lines.childElementCount > this.#kept) this.#lines.firstElementChild.remove();
    if (this.#isAtEnd) this.#lines.scrollTop = this.#lines.scrollHeight;
    if (this.#find) this.#count();
  }

  #pause() {
    this.#isPaused = !this.#isPaused;
    const { pause } = this.#controls;
    pause.setAttribute("aria-pressed", String(this.#isPaused));
    set(pause, this.#isPaused ? "Resume" : "Pause");
    if (this.#isPaused) return;
    this.#isAtEnd = true;
    for (const element of this.#held.splice(0)) this.#add(element);
  }

  /** Takes in what the daemon knows of the log of a program that started at `began`. */
  tell(state, began) {
    if (!this.#lines) return;
    const isKnown = Number.isFinite(state?.since_start) && Boolean(began);
    this.#controls.jump.disabled = !isKnown;
    this.#controls.jump.title = isKnown ? "" : UNKNOWN;
    if (!isKnown) return;
    this.#lives.know(state.written - state.since_start, began);
    for (const line of this.#from.cut()) this.#add(this.#element(line, this.#ansi));
    if (this.#waiting.length === 0 && !this.#isPaused) this.#flush();
  }

  async #jump() {
    if (!this.#lives.mark()) await this.#load();
    const place = this.#lives.mark() ?? this.#lines.firstElementChild;
    if (!place) return;
    this.#isAtEnd = false;
    this.#lines.scrollTop = place.offsetTop - 8;
  }

  /** Loads what lies between the last start and the first line, as far as it is in this file. */
  async #load() {
    const state = await stateOf(this.#id, this.channel);
    const first = this.#lives.first() ?? this.#from.end;
    if (!state || !Number.isFinite(state.since_start) || !Number.isFinite(first)) return;
    const { size, written, since_start: since } = state;
    const offset = size - Math.min(size, since, REACH);
    // The number of the first byte of the file.
    const base = written - size;
    if (first - base > offset) await this.#prepend(offset, first - base, base);
    this.#lives.show(this.#from.end);
    if (since > size) this.#remark("The program started before this file began: the log has been rotated or emptied since.");
    else if (since > REACH) this.#remark(`The program started ${bytes(since)} before the end of the log; of them the last ${bytes(REACH)} can be shown.`);
  }

  /** Puts the bytes of the file from one place to another before those that are shown. */
  async #prepend(from, to, base) {
    const response = await fetch(this.#url(), { headers: { Range: `bytes=${from}-${to - 1}` } });
    const size = Number(response.headers.get("Content-Range")?.split("/")[1]);
    // A smaller file is another one.
    if (response.status !== 206 || !(size >= to)) return;
    const [lines, ansi] = [new Lines(base + from), new Ansi()];
    const all = lines.take(new Uint8Array(await response.arrayBuffer())).concat(lines.cut());
    if (from > 0 && base + from !== this.#lives.last()) all.shift();
    const elements = all.map((line) => this.#element(line, ansi));
    this.#kept += elements.length;
    for (const element of elements) this.#match(element);
    this.#lines.prepend(...elements);
    if (this.#find) this.#count();
  }

  /** Says something above the lines. */
  #remark(text) {
    this.#lines.querySelector(".remark")?.remove();
    const remark = make("div", { class: "line remark", role: "status" }, text);
    this.#lives.note(remark, this.#lives.first());
    this.#lines.prepend(remark);
  }

  #search(text) {
    this.#find = text.toLowerCase();
    for (const element of this.#lines.children) this.#match(element);
    this.#count();
    if (this.#find) this.#next(-1);
  }

  #match(element) {
    element.classList.toggle("hit", Boolean(this.#find) && element.textContent.toLowerCase().includes(this.#find));
  }

  #count() {
    const hits = this.#lines.querySelectorAll(".hit").length;
    set(this.#controls.count, this.#find ? `${hits} ${hits === 1 ? "line" : "lines"}` : "");
  }

  /** Goes to the next line that was found, or to the one before. */
  #next(step) {
    const hits = [...this.#lines.querySelectorAll(".hit")];
    if (hits.length === 0) return;
    const at = hits.findIndex((hit) => hit.classList.contains("here"));
    const next = hits[(at < 0 ? (step > 0 ? 0 : hits.length - 1) : at + step + hits.length) % hits.length];
    this.#lines.querySelector(".here")?.classList.remove("here");
    next.classList.add("here");
    this.#isAtEnd = false;
    this.#lines.scrollTop = next.offsetTop - this.#lines.clientHeight / 2;
  }
}

/** Asks what the daemon knows of the logs of a program. */
export async function statesOf(id) {
  const response = await fetch(api(`processes/${encodeURIComponent(id)}/logs`));
  return response.ok ? response.json() : [];
}

const stateOf = async (id, channel) => (await statesOf(id)).find((log) => log.channel === channel);
