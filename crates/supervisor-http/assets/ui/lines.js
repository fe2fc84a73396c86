// The bytes of a log as lines, each with the number of its first byte.

/** A line without an end is given in pieces once it is too long to wait for. */
const LONGEST = 65536;
/** The daemon puts this between two bytes of a log; it is none of them. */
const TRUNCATED = "==> File truncated <==";
const END = 10;

export class Lines {
  #decoder = new TextDecoder();
  #rest = new Uint8Array();
  /** The number of the first byte of the rest; NaN where bytes cannot be counted. */
  #at;

  constructor(begin) {
    this.#at = begin;
  }

  /** The number of the next byte that comes. */
  get end() {
    return this.#at + this.#rest.length;
  }

  take(bytes) {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const lines = [];
    let from = 0;
    for (let end = all.indexOf(END); end >= 0; end = all.indexOf(END, from)) {
      lines.push(this.#line(all.subarray(from, end + 1)));
      from = end + 1;
    }
    this.#rest = all.subarray(from);
    return this.#rest.length > LONGEST ? [...lines, ...this.cut()] : lines;
  }

  /** Returns what has come of a line that may go on. */
  cut() {
    const rest = this.#rest;
    this.#rest = new Uint8Array();
    return rest.length > 0 ? [this.#line(rest)] : [];
  }

  #line(bytes) {
    const at = this.#at;
    const text = this.#decoder.decode(bytes, { stream: true }).replace(/\n$/, "");
    if (text !== TRUNCATED) this.#at += bytes.length;
    return { at, text };
  }
}
