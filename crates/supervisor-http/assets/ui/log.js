// One stream of output, followed. What a program writes is text, whatever it looks like.

import { api } from "./act.js";
import { Ansi } from "./ansi.js";
import { make } from "./dialog.js";
import { set } from "./time.js";

/** How many lines are kept; older ones can be had with the file. */
const KEPT = 5000;
const BACKLOG = 500;
const LONGEST = 30e3;

export class Log {
  #section;
  #id;
  #channel;
  #lines;
  #ansi = new Ansi();
  #decoder = null;
  #rest = "";
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
    this.#channel = section.dataset.channel;
    this.#lines = section.querySelector(".lines");
    if (!this.#lines) return;
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
    const label = (what) => `${what} ${this.#channel}`;
    const search = make("input", { type: "search", placeholder: "Find", "aria-label": label("Find in") });
    const count = make("span", { class: "found", role: "status" });
    const jump = make("button", { type: "button", disabled: true, title: "Restarts that this page has seen are marked" }, "Last restart");
    const pause = make("button", { type: "button", "aria-pressed": "false" }, "Pause");
    const url = api(`processes/${encodeURIComponent(this.#id)}/logs/${this.#channel}`);
    const download = make("a", { class: "button", href: url, download: `${this.#id.replace(":", "_")}-${this.#channel}.log` }, "Download");
    search.addEventListener("input", () => this.#search(search.value));
    search.addEventListener("keydown", (event) => event.key === "Enter" && this.#next(event.shiftKey ? -1 : 1));
    jump.addEventListener("click", () => this.#jump());
    pause.addEventListener("click", () => this.#pause());
    this.#controls = { search, count, jump, pause };
    this.#section.querySelector(".log-tools").replaceChildren(search, count, jump, pause, download);
  }

  async #start() {
    if (this.#abort || document.hidden) return;
    const abort = new AbortController();
    this.#abort = abort;
    clearTimeout(this.#timer);
    try {
      const url = api(`processes/${encodeURIComponent(this.#id)}/logs/${this.#channel}?follow=true&lines=${BACKLOG}`);
      const response = await fetch(url, { signal: abort.signal, headers: { Accept: "text/plain" } });
      if (!response.ok) throw new Error(`status ${response.status}`);
      this.#begin();
      const reader = response.body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        this.#tries = 0;
        this.#take(this.#decoder.decode(part.value, { stream: true }));
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
  #begin() {
    this.#decoder = new TextDecoder();
    this.#ansi = new Ansi();
    this.#rest = "";
    this.#held = [];
    this.#waiting = [];
    this.#lines.replaceChildren();
    this.#isAtEnd = true;
  }

  #take(text) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop();
    // A line without an end is shown in pieces once it is too long to wait for.
    if (this.#rest.length > 65536) {
      lines.push(this.#rest);
      this.#rest = "";
    }
    for (const line of lines) this.#add(this.#element(line));
  }

  #element(text) {
    const pieces = this.#ansi.line(text).map(([kind, piece]) => (kind ? make("span", { class: kind }, piece) : piece));
    return make("div", { class: "line" }, ...pieces, pieces.length === 0 ? "\n" : "");
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
    while (this.#lines.childElementCount > KEPT) this.#lines.firstElementChild.remove();
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

  /** Marks where the program started again. */
  mark(text) {
    if (!this.#lines) return;
    if (this.#rest) {
      this.#add(this.#element(this.#rest));
      this.#rest = "";
    }
    this.#add(make("div", { class: "line restart" }, text));
    this.#controls.jump.disabled = false;
  }

  #jump() {
    const marks = this.#lines.querySelectorAll(".restart");
    const last = marks[marks.length - 1];
    if (!last) return;
    this.#isAtEnd = false;
    this.#lines.scrollTop = last.offsetTop - this.#lines.offsetTop - 8;
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
    this.#lines.scrollTop = next.offsetTop - this.#lines.offsetTop - this.#lines.clientHeight / 2;
  }
}
