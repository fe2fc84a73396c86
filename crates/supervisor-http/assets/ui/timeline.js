// The states of a program one after the other, as a bar of the last hour and as a list.

import { make } from "./dialog.js";
import { local, utc } from "./time.js";
import { WORDS, span } from "./words.js";

const HOUR = 3600e3;
const SHOWN = 12;

export class Timeline {
  #place;
  #bar = make("div", { class: "bar", "aria-hidden": "true" });
  #list = make("ol", { class: "states", "aria-label": "Latest states" });
  /** Points in time and states, oldest first. */
  #states = [];

  constructor(place) {
    this.#place = place;
    for (const item of place.querySelectorAll("li")) {
      this.#states.push([Date.parse(item.querySelector("time").dateTime), item.dataset.state]);
    }
    this.#states.reverse();
  }

  begin(process) {
    if (this.#bar.isConnected === false) this.#place.replaceChildren(this.#bar, this.#list);
    this.add(Date.parse(process.since), process.state);
  }

  add(at, state) {
    const last = this.#states.at(-1);
    if (!Number.isFinite(at) || (last && last[1] === state && at - last[0] < 1000)) return;
    if (last && at < last[0]) return;
    this.#states.push([at, state]);
    if (this.#states.length > 200) this.#states.shift();
    this.draw(at, true);
  }

  draw(now, isNew = false) {
    const ends = this.#states.map((_, at) => this.#states[at + 1]?.[0] ?? now);
    const pieces = this.#states.map(([from, state], at) => {
      const start = Math.max(from, now - HOUR);
      const piece = make("i", { "data-state": state });
      piece.style.flexGrow = String(Math.max(0, ends[at] - start) / HOUR);
      return piece;
    });
    const before = make("i", {});
    before.style.flexGrow = String(Math.max(0, (this.#states[0]?.[0] ?? now) - (now - HOUR)) / HOUR);
    this.#bar.replaceChildren(before, ...pieces);
    if (isNew || this.#list.childElementCount === 0) this.#fill(ends);
  }

  #fill(ends) {
    const items = this.#states.map(([from, state], at) => {
      const lasted = at === this.#states.length - 1 ? "" : span((ends[at] - from) / 1000);
      const when = make("time", { datetime: new Date(from).toISOString(), title: utc(from) }, local(from));
      return make("li", { "data-state": state }, when, make("span", { class: "badge" }, WORDS[state]), make("span", { class: "lasted" }, lasted));
    });
    this.#list.replaceChildren(...items.reverse().slice(0, SHOWN));
  }
}
