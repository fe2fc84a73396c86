// Times in the reader's own zone, with UTC for those who ask. The clock is the daemon's: a browser
// whose own is wrong still counts rightly.

import { span } from "./words.js";

let ahead = 0;

/** Tells what time it is there. */
export function setNow(text) {
  const there = Date.parse(text);
  if (Number.isFinite(there)) ahead = there - Date.now();
}

export function now() {
  return Date.now() + ahead;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat(undefined, { month: "short", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function local(at) {
  return now() - at < 12 * 3600e3 ? clock.format(at) : date.format(at);
}

export function utc(at) {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Fills a `<time>` that has an age and a clock, or only one of them. */
export function fill(element, text) {
  const at = Date.parse(text);
  if (!element || !Number.isFinite(at)) return;
  if (element.dateTime !== text || !element.dataset.local) {
    element.dateTime = text;
    element.title = utc(at);
    element.dataset.local = "1";
    const place = element.querySelector(".clock") ?? (element.querySelector(".age") ? null : element);
    if (place && !element.hasAttribute("data-age")) place.textContent = local(at);
  }
  age(element);
}

/** Brings the age of a `<time>` up to date. */
export function age(element) {
  const place = element.hasAttribute("data-age") ? element : element.querySelector(".age");
  if (place) set(place, span((now() - Date.parse(element.dateTime)) / 1000));
}

/** Sets a text, unless it is there: a page at rest is not laid out again. */
export function set(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
