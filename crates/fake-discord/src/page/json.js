// JSON as the inspector shows it: titled, coloured, and with a button that copies it.

import { element, part } from "./dom.js";
import { icon, iconButton } from "./icons.js";

export function section(title, ...children) {
  return element("section", {}, element("h3", { text: title }), children);
}

/** A titled value with a button that copies it; `more` stands between them. */
export function drawJson(title, value, ...more) {
  return element(
    "section",
    {},
    element(
      "div.json-title",
      {},
      element("h3", { text: title }),
      copyButton("copy", `Copy ${title.toLowerCase()}`, () => JSON.stringify(value, null, 2), true),
    ),
    more,
    drawCode(title, value),
  );
}

export function drawCode(label, value) {
  const code = element("code", {}, ...coloured(JSON.stringify(value, null, 2) ?? "null"));
  return element("pre.json", { tabindex: 0, role: "region", "aria-label": label }, code);
}

const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g;

/** JSON as text nodes, keys and values apart. */
function coloured(json) {
  const parts = [];
  let at = 0;
  for (const found of json.matchAll(TOKENS)) {
    parts.push(json.slice(at, found.index));
    const kind = found[2] ? "key" : found[1] ? "string" : "atom";
    parts.push(element(`span.json-${kind}`, { text: found[1] ?? found[0] }), found[2] ?? "");
    at = found.index + found[0].length;
  }
  parts.push(json.slice(at));
  return parts;
}

export function copyButton(sign, label, content, isSmall = false) {
  const words = element("span", { text: label });
  const button = isSmall
    ? iconButton(sign, label, copy)
    : element("button.button.secondary", { type: "button", on: { click: copy } }, icon(sign), words);
  return button;

  async function copy() {
    const done = await navigator.clipboard.writeText(content()).then(
      () => "Copied",
      () => "The browser did not allow that",
    );
    if (isSmall) button.title = done;
    else words.textContent = done;
    part("announcer").textContent = done;
    setTimeout(() => {
      if (isSmall) button.title = label;
      else words.textContent = label;
    }, 1500);
  }
}

export function number(value) {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
