// Where a program started in its log: marks between the lines.

import { make } from "./dialog.js";
import { local, utc } from "./time.js";

export class Lives {
  #place;
  /** When each life began, by the number of the first byte that can be of it. */
  #known = new Map();
  #numbers = new WeakMap();

  /** `place` is the element that has the lines. */
  constructor(place) {
    this.#place = place;
  }

  /** Notes the number of the first byte of a line. */
  note(element, number) {
    this.#numbers.set(element, number);
  }

  /** Returns the number of the first byte that is shown. */
  first() {
    return this.#numbers.get(this.#place.firstElementChild);
  }

  know(number, began) {
    this.#known.set(number, began);
  }

  /** Returns the number with which the latest life begins, if it is known. */
  last() {
    return this.#known.size > 0 ? Math.max(...this.#known.keys()) : undefined;
  }

  /** Returns the mark of the latest life, if it is shown. */
  mark() {
    return this.#markOf(this.last());
  }

  /** Marks what begins between the first line and `end`, the number of the next byte. */
  show(end) {
    const first = this.first() ?? end;
    for (const [number, began] of this.#known) {
      if (first <= number && number <= end && !this.#markOf(number)) this.#insert(number, began);
    }
  }

  #insert(number, began) {
    const at = Date.parse(began);
    const mark = make("div", { class: "line restart" }, "started ", make("time", { datetime: began, title: utc(at) }, local(at)));
    this.note(mark, number);
    let next = null;
    for (let line = this.#place.lastElementChild; line && this.#numbers.get(line) >= number; line = line.previousElementSibling) next = line;
    this.#place.insertBefore(mark, next);
  }

  #markOf(number) {
    return [...this.#place.querySelectorAll(".restart")].find((mark) => this.#numbers.get(mark) === number);
  }
}
