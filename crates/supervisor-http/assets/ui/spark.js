// The small chart of the last hour: one bar a minute, the same that src/ui/chart.rs draws.

const LEAST_PEAK = 0.05;
const HEIGHT = 20;
const GROUND = 1.5;
/** How many corners a bar has. */
const CORNERS = 4;

export class Spark {
  #svg;
  #bars;
  /** The largest share of each minute, by the number of the minute since the epoch. */
  #minutes = new Map();

  constructor(svg, now) {
    this.#svg = svg;
    this.#bars = svg.querySelector("polygon");
    const last = Math.floor(now / 60e3), peak = Number(svg.dataset.peak);
    const corners = (this.#bars.getAttribute("points") ?? "").split(" ");
    for (let at = 1; at < corners.length; at += CORNERS) {
      const [x, y] = corners[at].split(",").map(Number);
      const height = HEIGHT - y;
      this.#minutes.set(last - 59 + x, height > GROUND ? (height / HEIGHT) * peak : 0);
    }
  }

  /** Takes in a sample; bars that nobody sees are not drawn. */
  add(at, share, isSeen) {
    const minute = Math.floor(at / 60e3);
    this.#minutes.set(minute, Math.max(share, this.#minutes.get(minute) ?? 0));
    for (const old of this.#minutes.keys()) {
      if (old <= minute - 60) this.#minutes.delete(old);
    }
    if (!isSeen) return;
    const peak = Math.max(LEAST_PEAK, ...this.#minutes.values());
    const bars = [...this.#minutes].sort(([a], [b]) => a - b).map(([when, value]) => {
      const x = 59 - (minute - when), top = (HEIGHT - Math.max(GROUND, (value / peak) * HEIGHT)).toFixed(1);
      return `${x},20 ${x},${top} ${x + 1},${top} ${x + 1},20`;
    });
    this.#bars.setAttribute("points", bars.join(" "));
    this.#svg.dataset.peak = peak.toFixed(3);
  }
}
