// The dialogs: something to be typed before something grave is done, what can be done with a program,
// and the keys. Made of elements and texts only, never of markup.

/** Makes an element with attributes, and with texts or elements in it. */
export function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...content);
  return element;
}

/** Shows a dialog until it is closed; returns the value of the button that closed it. */
function show(title, content, buttons) {
  const form = make("form", { method: "dialog" }, ...content, make("p", { class: "row-of-buttons" }, ...buttons));
  const dialog = make("dialog", { "aria-labelledby": "dialog-title" }, make("h2", { id: "dialog-title" }, title), form);
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(""));
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue);
      dialog.remove();
    });
  });
}

const GRAVE = {
  "stop all": ["stop all", "Every program will be stopped."],
  "restart all": ["restart all", "Every program will be stopped and started again."],
  "restart daemon": ["restart", "The daemon will stop every program, read its configuration and begin anew."],
  "shutdown daemon": ["shutdown", "The daemon will stop every program and end. This page will not come back by itself."],
};

/** Asks for words to be typed if that is due; returns whether to go on. */
export async function confirmed(asked) {
  if (!(asked in GRAVE)) return true;
  const [words, effect] = GRAVE[asked];
  const input = make("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false", required: true });
  const go = make("button", { value: "go", class: "grave", disabled: true }, "Go on");
  input.addEventListener("input", () => { go.disabled = input.value.trim() !== words; });
  const label = make("label", {}, "Type ", make("strong", {}, words), " to go on: ", input);
  const leave = make("button", { value: "", formnovalidate: true, type: "submit" }, "Leave it");
  return (await show("Are you sure?", [make("p", {}, effect), label], [go, leave])) === "go";
}

/** Asks what is to be done with a program or group; returns a verb and perhaps a signal. */
export async function more(target, signals) {
  const select = make("select", { "aria-label": "Signal" }, ...signals.map((name) => make("option", {}, name)));
  const button = (value, text) => make("button", { value }, text);
  const signal = make("p", { class: "joined" }, select, button("signal", "Send signal"));
  const verbs = make("p", { class: "row-of-buttons" }, button("start", "Start"), button("stop", "Stop"), button("restart", "Restart"));
  const verb = await show(target, [verbs, signal], [button("clear-logs", "Clear logs"), button("", "Close")]);
  return { verb, signal: select.value };
}

/** Lists keys, each with what it does. */
export function help(keys) {
  const names = (text) => text.split(", ").flatMap((key) => [make("kbd", {}, key), " "]);
  const rows = keys.flatMap(([key, what]) => [make("dt", {}, ...names(key)), make("dd", {}, what)]);
  return show("Keys", [make("dl", { class: "keys" }, ...rows)], [make("button", { value: "" }, "Close")]);
}
