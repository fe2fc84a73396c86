// CPU and memory of the last hour, drawn by uPlot.

import { make } from "./dialog.js";
import { bytes, percent } from "./words.js";

const HOUR = 3600;
const HEIGHT = 140;
/** A chart that has just begun shows this many seconds, most of them empty. */
const LEAST_SPAN = 600;
/** A longer gap between two points is one: nobody watched, and nothing was sampled. */
const GAP = 30;

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** The distances there may be between two lines. */
const PERCENTS = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64];
const POWERS = Array.from({ length: 35 }, (_, power) => 2 ** (power + 10));

export class Charts {
  #times = [];
  #cpu = [];
  #memory = [];
  #plots = [];
  #place;

  constructor(place, points) {
    this.#place = place;
    for (const point of points) this.#push(Date.parse(point.at) / 1000, point.cpu, point.resident_bytes);
    const redraw = () => this.#make();
    new ResizeObserver(() => this.#resize()).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    this.#make();
  }

  since() {
    return this.#times.length > 0 ? this.#times[0] * 1000 : null;
  }

  add(at, usage) {
    this.#push(at / 1000, usage.cpu, usage.resident_bytes);
    const earliest = at / 1000 - HOUR;
    while (this.#times[0] < earliest) for (const column of [this.#times, this.#cpu, this.#memory]) column.shift();
    this.#plots[0].setData([this.#times, this.#cpu]);
    this.#plots[1].setData([this.#times, this.#memory]);
  }

  #push(at, cpu, memory) {
    const last = this.#times.at(-1);
    if (last !== undefined && at <= last) return;
    if (last !== undefined && at - last > GAP) {
      this.#times.push(last + 1);
      this.#cpu.push(null);
      this.#memory.push(null);
    }
    this.#times.push(at);
    this.#cpu.push(cpu);
    this.#memory.push(memory);
  }

  #make() {
    for (const plot of this.#plots) plot.destroy();
    this.#place.replaceChildren();
    this.#plots = [
      this.#plot("CPU", [this.#times, this.#cpu], percent, 0.05, PERCENTS),
      this.#plot("Memory", [this.#times, this.#memory], bytes, 1 << 20, POWERS),
    ];
  }

  #plot(label, data, write, least, steps) {
    const style = getComputedStyle(this.#place);
    const color = (name) => style.getPropertyValue(name).trim();
    const probe = document.createElement("i");
    this.#place.append(probe);
    const ink = (name) => {
      probe.className = name;
      return getComputedStyle(probe).color;
    };
    const [accent, soft, line] = [ink("ink-accent"), ink("ink-soft"), ink("ink-line")];
    probe.remove();
    const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: `11px ${color("font-family") || "system-ui"}` };
    const cell = make("div", { class: "chart" });
    this.#place.append(cell);
    const plot = new globalThis.uPlot({
      width: width(cell),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { x: { range: () => this.#span() }, y: { range: (_, _low, high) => [0, Math.max(least, high * 1.1)] } },
      axes: [{ ...axis, size: 24, space: 70, values: (_, ticks) => ticks.map((at) => CLOCK.format(at * 1000)) }, { ...axis, size: 62, space: 24, incrs: steps, values: (_, ticks) => ticks.map(write) }],
      series: [{}, { label, stroke: accent, width: 1.5, fill: `color-mix(in srgb, ${accent} 12%, transparent)`, points: { show: false }, spanGaps: false }],
    }, data, cell);
    plot.root.setAttribute("role", "img");
    plot.root.setAttribute("aria-label", `${label} of the last hour`);
    return plot;
  }

  /** Returns from when to when the charts go. */
  #span() {
    const last = this.#times.at(-1) ?? Date.now() / 1000;
    return [Math.min(this.#times[0] ?? last, last - LEAST_SPAN), last];
  }

  #resize() {
    for (const plot of this.#plots) {
      const size = { width: width(plot.root.parentElement), height: HEIGHT };
      if (plot.width !== size.width) plot.setSize(size);
    }
  }
}

const width = (cell) => Math.max(200, cell.clientWidth);
