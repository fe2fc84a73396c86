// What a tab shows of its page: a title that begins with the state, an icon in its color.

const one = (selector) => document.querySelector(selector);
/** The name of the daemon, with which all titles end. */
const identity = document.title.split(" – ").at(-1);

export function head(state, health) {
  const title = [state, identity].filter(Boolean).join(" – ");
  if (document.title !== title) document.title = title;
  one("header.top").dataset.health = health;
  const icon = one("#icon");
  const href = icon.getAttribute("href").replace(/\w+\.svg$/, `${health}.svg`);
  if (icon.getAttribute("href") !== href) icon.setAttribute("href", href);
}
