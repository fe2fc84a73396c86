// What the filter box asks to see. src/ui/filter.rs does the same for the page without a script.

const STATES = ["stopped", "starting", "running", "backoff", "stopping", "exited", "fatal", "unknown"];

/** Reads a filter and returns a function that tells whether a process is to be shown. */
export function parse(text) {
  const names = [], states = [], groups = [];
  for (const term of text.toLowerCase().split(/[, ]/)) {
    if (term === "" || term === "all") continue;
    if (term.startsWith("state:")) states.push(isIn(term.slice(6)));
    else if (term.startsWith("group:")) groups.push(pattern(term.slice(6)));
    else names.push(isNamed(term));
  }
  const any = (tests, process) => tests.length === 0 || tests.some((test) => test(process));
  return (process) => any(names, process) && any(states, process) && any(groups, process.group.toLowerCase());
}

function isIn(word) {
  if (word === "problem") return (process) => process.as_wanted === false;
  const meant = STATES.filter((state) => state.startsWith(word));
  return (process) => meant.includes(process.state.toLowerCase());
}

function isNamed(term) {
  const colon = term.indexOf(":");
  const group = pattern(term.slice(0, colon)), rest = term.slice(colon + 1);
  if (colon >= 0 && (rest === "" || rest === "*")) return (process) => group(process.group.toLowerCase());
  if (!/[*?]/.test(term)) return (process) => process.id.toLowerCase().includes(term);
  const name = pattern(rest);
  if (colon < 0) return (process) => name(process.name.toLowerCase());
  return (process) => group(process.group.toLowerCase()) && name(process.name.toLowerCase());
}

/** `*` stands for any characters, `?` for one. */
function pattern(text) {
  const source = text.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, "[^]*").replace(/\?/g, "[^]");
  const expression = new RegExp(`^${source}$`);
  return (name) => expression.test(name);
}
