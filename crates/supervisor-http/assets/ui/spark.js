// The small lines of the last hour: one point a minute, the same that src/ui/chart.rs draws.

const LEAST_PEAK = 0.05;
const HEIGHT = 20;

export class Spark {
  #svg;
  #line;
  /** The largest share of each minute, by the number of the minute since the epoch. */
  #minutes = new Map();

  constructor(svg, now) {
    this.#svg = svg;
    this.#line = svg.querySelector("polyline");
    const last = Math.floor(now / 60e3), peak = Number(svg.dataset.peak);
    for (const point of (this.#line.getAttribute("points") ?? "").split(" ").filter(Boolean)) {
      const [x, y] = point.split(",").map(Number);
      this.#minutes.set(last - 59 + x, ((HEIGHT - y) / HEIGHT) * peak);
    }
  }

  add(at, share) {
    const minute = Math.floor(at / 60e3);
    this.#minutes.set(minute, Math.max(share, this.#minutes.get(minute) ?? 0));
    for (const old of this.#minutes.keys()) {
      if (old <= minute - 60) this.#minutes.delete(old);
    }
    const peak = Math.max(LEAST_PEAK, ...this.#minutes.values());
    const points = [...this.#minutes].sort(([a], [b]) => a - b);
    const place = ([when, value]) => `${59 - (minute - when)},${(HEIGHT - (value / peak) * HEIGHT).toFixed(1)}`;
    const line = points.map(place);
    if (line.length === 1) line.unshift(line[0].replace(/^[^,]*/, "58"));
    this.#line.setAttribute("points", line.join(" "));
    this.#svg.dataset.peak = peak.toFixed(3);
  }
}
