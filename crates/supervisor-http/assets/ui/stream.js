// The stream of events: what changes, as it happens, and whether it still comes.

import { set } from "./time.js";
import { span } from "./words.js";

/** How long the stream may be silent before the page says so. Samples come every five seconds. */
const SILENCE = 20e3;
/** How long a page that nobody sees keeps its connection. */
const HIDDEN = 60e3;
const LONGEST = 30e3;

export class Stream {
  #url;
  #on;
  #source = null;
  /** The number of the last event that had one. */
  #last = "";
  #tries = 0;
  #timer = 0;
  #hide = 0;
  #heard = Date.now();
  #retryAt = 0;
  #status;

  /** `on` maps the names of events to what is done with their data. */
  constructor(url, on, status) {
    this.#url = url;
    this.#on = on;
    this.#status = status;
    document.addEventListener("visibilitychange", () => this.#seen());
    addEventListener("online", () => this.#again());
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (event) => event.persisted && this.#open());
    setInterval(() => this.#show(), 1000);
    this.#open();
  }

  /**
   * Goes on after the last event that was seen. The daemon begins with a snapshot if it does not
   * know that one, so that nothing is missed either way.
   */
  #open() {
    this.#close();
    const source = new EventSource(this.#last ? `${this.#url}?after=${this.#last}` : this.#url);
    this.#source = source;
    source.addEventListener("open", () => this.#hear());
    for (const [name, act] of Object.entries(this.#on)) {
      source.addEventListener(name, (event) => {
        this.#last = event.lastEventId || this.#last;
        this.#hear();
        act(JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => this.#lose());
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
  }

  #hear() {
    this.#heard = Date.now();
    this.#tries = 0;
    this.#retryAt = 0;
    this.#show();
  }

  /** Opens it again, a little later each time. */
  #lose() {
    this.#close();
    const wait = Math.min(LONGEST, 500 * 2 ** this.#tries) * (0.75 + Math.random() / 2);
    this.#tries += 1;
    this.#retryAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.#open(), wait);
    this.#show();
  }

  #again() {
    if (!this.#source && !document.hidden) this.#open();
  }

  #seen() {
    clearTimeout(this.#hide);
    if (document.hidden) {
      this.#hide = setTimeout(() => this.#close(), HIDDEN);
    } else if (!this.#source) {
      this.#open();
    }
  }

  #show() {
    const silence = Date.now() - this.#heard;
    const isLive = this.#source && this.#retryAt === 0 && silence < SILENCE;
    this.#status.dataset.live = isLive ? "live" : "lost";
    if (isLive) return set(this.#status, "live");
    const left = Math.ceil((this.#retryAt - Date.now()) / 1000);
    const next = this.#source || left <= 0 ? "connecting" : `trying again in ${span(left)}`;
    set(this.#status, `not live, last heard ${span(silence / 1000)} ago, ${next}`);
  }
}
