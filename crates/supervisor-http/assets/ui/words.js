// How durations, sizes, times and states are written for people. src/ui/{words,story,summary}.rs
// write the pages with the same words. A number and its unit are one word: their space does not break.

export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(s / 60), hours = Math.floor(s / 3600), days = Math.floor(s / 86400);
  if (days > 0) return two(days, "d", hours % 24, "h");
  if (hours > 0) return two(hours, "h", minutes % 60, "min");
  if (minutes >= 10) return `${minutes}\u{a0}min`;
  if (minutes > 0) return two(minutes, "min", s % 60, "s");
  return `${s}\u{a0}s`;
}

function two(large, unit, small, smaller) {
  return [large, unit, ...(small === 0 ? [] : [small, smaller])].join("\u{a0}");
}

export function percent(share) {
  const value = share * 100;
  return `${value.toFixed(value >= 9.95 ? 0 : 1)}\u{a0}%`;
}

export function bytes(count) {
  let size = count / 1024, unit = "KiB";
  for (const larger of ["MiB", "GiB", "TiB"]) {
    if (size < 999.5) break;
    size /= 1024;
    unit = larger;
  }
  return `${size.toFixed(size >= 9.95 || unit === "KiB" ? 0 : 1)}\u{a0}${unit}`;
}

export function count(number, one, many) {
  return number === 1 ? `1 ${one}` : `${number} ${many}`;
}

/** The parts of a summary as pairs of class and text; `health` colors the whole. */
export function summaryParts(summary) {
  const { total, as_wanted: wanted, changing, backoff, failed } = summary;
  if (total === 0) return [["good", "no programs"]];
  const isAll = wanted === total;
  const parts = [[isAll ? "good" : "plain", isAll && total > 1 ? `all ${total} as wanted` : `${wanted} of ${total} as wanted`]];
  const others = Math.max(0, total - wanted - changing - backoff - failed);
  if (changing > 0) parts.push(["busy", `${changing} changing`]);
  if (backoff > 0) parts.push(["warn", `${backoff} in backoff`]);
  if (failed > 0) parts.push(["bad", `${failed} failed`]);
  if (others > 0) parts.push(["warn", `${others} not as wanted`]);
  return parts;
}

/** What is wrong, for the title of a tab. */
export function trouble({ failed, backoff }) {
  return [failed && `${failed} failed`, backoff && `${backoff} in backoff`].filter(Boolean).join(", ");
}

export function health(summary) {
  if (summary.failed > 0) return "bad";
  return summary.as_wanted < summary.total ? "busy" : "good";
}

export function summaryOf(processes) {
  const summary = { total: 0, as_wanted: 0, running: 0, changing: 0, backoff: 0, failed: 0 };
  for (const process of processes) {
    summary.total += 1;
    if (process.as_wanted) summary.as_wanted += 1;
    if (process.state === "RUNNING") summary.running += 1;
    if (process.state === "STARTING" || process.state === "STOPPING") summary.changing += 1;
    if (process.state === "BACKOFF") summary.backoff += 1;
    if (process.state === "UNKNOWN" || (process.state === "FATAL" && process.wanted === "up")) summary.failed += 1;
  }
  return summary;
}

const WISHES = { up: "should run", down: "should be stopped", done: "should have ended" };

const ON_THE_WAY = { up: "STARTING", down: "STOPPING" };

export function unmetWish(process) {
  if (process.as_wanted !== false || ON_THE_WAY[process.wanted] === process.state) return "";
  return WISHES[process.wanted] ?? "";
}

export function rank(process) {
  if (process.state === "UNKNOWN") return 0;
  if (process.state === "FATAL" && !process.as_wanted) return 0;
  if (process.state === "BACKOFF") return 1;
  if ((process.state === "STOPPED" || process.state === "EXITED") && !process.as_wanted) return 1;
  return 2;
}

/** How one process does, as a class that colors its page. */
export function healthOf(process) {
  if (rank(process) === 0) return "bad";
  return process.as_wanted === false ? "busy" : "good";
}

export const isUp = (state) => ["RUNNING", "STARTING", "BACKOFF"].includes(state);

/** Why a process is as it is, and what comes next by itself; it is stopped by `signal`. */
export function story(process, now, signal) {
  return [past(process, signal), next(process, now)].filter(Boolean).join(", ");
}

function past(process, signal) {
  const exit = process.last_exit?.reason;
  // If the last start made a child, its end says more than that it ended too quickly.
  const isOfLastStart = exit && Date.parse(process.last_exit.at) >= Date.parse(process.started_at);
  const reason = isOfLastStart ? exit : process.error;
  switch (process.state) {
    case "RUNNING": {
      const { expected = 0, unexpected = 0, retries = 0 } = process.restarts ?? {};
      return expected + unexpected + retries > 0 && exit ? `restarted (${exit})` : "";
    }
    case "STARTING": return "";
    case "BACKOFF":
      return `${reason || "start failed"}, ${count(process.failed_starts ?? 0, "failed start", "failed starts")}`;
    case "STOPPING": return `${signal} sent`;
    case "EXITED": return exit && process.last_exit.expected ? `${exit}, as expected` : exit ?? "";
    case "FATAL": return reason ? `${reason}, gave up` : "gave up";
    case "STOPPED": return exit ? "stopped on command" : "not started yet";
    default: return "cannot be signaled";
  }
}

function next(process, now) {
  if (!process.next) return "";
  const left = span(Math.ceil(Math.max(0, Date.parse(process.next.at) - now) / 1000));
  switch (process.next.step) {
    case "start": return process.state === "BACKOFF" ? `retry in ${left}` : `starts in ${left}`;
    case "up": return `counts as running in ${left}`;
    case "kill": return `SIGKILL in ${left}`;
    default: return "";
  }
}

/** How often a process has started again by itself, and why. */
export function restarts({ expected, unexpected, retries }) {
  const reasons = [[expected, "after an expected exit"], [unexpected, "after an unexpected exit"], [retries, "after a failed start"]];
  return reasons.filter(([number]) => number > 0).map(([number, reason]) => `${number} ${reason}`).join(", ") || "none";
}

const REFUSALS = {
  SPAWN_ERROR: "could not be started", ABNORMAL_TERMINATION: "ended too quickly",
  NOT_EXECUTABLE: "its command cannot be executed", NO_FILE: "its command is not there",
  BAD_NAME: "there is no such program", SHUTDOWN_STATE: "the daemon is shutting down",
};

/** Why an action on a program has failed, by the problem of the API. */
export function refusal(problem) {
  const { type, title, detail } = problem ?? {};
  if (type === "about:blank") return detail ?? title;
  return REFUSALS[title] ?? ([title, detail].filter(Boolean).join(": ") || "failed");
}

export const WORDS = {
  STOPPED: "stopped", STARTING: "starting", RUNNING: "running", BACKOFF: "backoff",
  STOPPING: "stopping", EXITED: "exited", FATAL: "fatal", UNKNOWN: "unknown",
};
