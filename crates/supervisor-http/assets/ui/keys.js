// The keyboard: j k x r s l / ? and Enter. Keys with a modifier are the browser's.

import { help } from "./dialog.js";
import { isUp } from "./words.js";

export const KEYS = [
  ["j, k", "next, previous program"],
  ["Enter", "open the program"],
  ["x", "select or unselect it"],
  ["r", "restart it, or the selection"],
  ["s", "start or stop it"],
  ["l", "its logs"],
  ["/", "filter"],
  ["Esc", "leave the filter, or clear the selection"],
  ["?", "these keys"],
];

export function listen({ board, search, perform, openLink }) {
  const current = () => document.activeElement?.closest?.("tr.row") ?? null;
  const move = (step) => {
    const rows = board.visible();
    const at = rows.indexOf(current());
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const targets = () => {
    const row = current();
    const chosen = board.chosen();
    return chosen.length > 0 ? chosen : row ? [row.dataset.id] : [];
  };
  const startOrStop = () => {
    const row = current();
    if (!row) return;
    perform(isUp(row.dataset.state) ? "stop" : "start", [row.dataset.id]);
  };
  const actions = {
    j: () => move(1),
    k: () => move(-1),
    x: () => current()?.querySelector(".pick input")?.click(),
    r: () => targets().length > 0 && perform("restart", targets()),
    s: startOrStop,
    l: () => current() && openLink(`${current().querySelector(".name a").href}#log-stdout`),
    "/": () => search.select(),
    "?": () => help(KEYS),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    if (event.key === "Enter" && event.target.matches("tr.row")) return event.target.querySelector(".name a").click();
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
