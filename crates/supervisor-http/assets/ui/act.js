// Actions through the API, and what becomes of them.

import { make } from "./dialog.js";
import { refusal } from "./words.js";

const root = document.documentElement.dataset.root;
/** How long the daemon may take before the page stops waiting; the row goes on telling. */
const WAIT = "20s";
/** How many names a single address carries. */
const BATCH = 100;

export const api = (path) => `${root}api/v1/${path}`;
export const role = document.documentElement.dataset.role;
export const mayOperate = role === "operate" || role === "admin";

/** Does something with processes; `names` are ids, or selectors such as `web:*`. */
export async function act(verb, names, signal) {
  const failures = [];
  for (let first = 0; first < names.length; first += BATCH) {
    const selector = encodeURIComponent(names.slice(first, first + BATCH).join(","));
    const body = verb === "signal" ? { signal } : undefined;
    const answer = await post(`processes/${selector}/${verb}?wait=${WAIT}`, body);
    failures.push(...(answer.results ?? []).filter((result) => result.outcome === "failed").map(failed));
    if (answer.problem) failures.push(names.length === 1 ? `${names[0]}: ${answer.problem}` : answer.problem);
  }
  tell(failures);
  return failures.length === 0;
}

/** Does something with the daemon. */
export async function actOnDaemon(verb) {
  const answer = await post(`daemon/${verb}`);
  tell(answer.problem ? [answer.problem] : (answer.failed ?? []).map((it) => `${it.group}: ${it.problem.detail ?? it.problem.title}`));
  if (verb === "update" && !answer.problem) notice(updated(answer));
}

async function post(path, body) {
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const response = await fetch(api(path), {
      method: "POST",
      headers: body ? headers : { Accept: headers.Accept },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    const document = text ? JSON.parse(text) : {};
    return response.ok ? document : { problem: refusal(document) };
  } catch (error) {
    return { problem: `the daemon did not answer (${error.message})` };
  }
}

const failed = ({ id, problem }) => `${id}: ${refusal(problem)}`;

function updated({ added = [], changed = [], removed = [] }) {
  const parts = [["added", added], ["changed", changed], ["removed", removed]].filter(([, names]) => names.length > 0);
  return parts.length > 0 ? parts.map(([what, names]) => `${what}: ${names.join(", ")}`).join("; ") : "The configuration is in effect; nothing has changed.";
}

function tell(failures) {
  if (failures.length === 0) return;
  const rest = failures.length > 5 ? [`and ${failures.length - 5} more`] : [];
  notice([...failures.slice(0, 5), ...rest].join("; "), "bad");
}

/** Shows a line that goes away. */
export function notice(text, kind = "") {
  document.querySelector("#toast")?.remove();
  const close = make("button", { type: "button", "aria-label": "Close" }, "×");
  const toast = make("div", { id: "toast", class: `toast ${kind}`, role: kind ? "alert" : "status" }, make("span", {}, text), close);
  close.addEventListener("click", () => toast.remove());
  document.body.append(toast);
  if (!kind) setTimeout(() => toast.remove(), 6000);
}
