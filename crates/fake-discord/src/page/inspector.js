// The inspector of a message: what Discord sent, what the bot answered, how fast, and how much of each limit it uses.

import { element, part } from "./dom.js";
import { iconButton, icon } from "./icons.js";
import { linkTo } from "./route.js";
import { state } from "./state.js";

/** Above this share of a limit a bar warns. */
const TIGHT = 0.9;

let opener = null;

export function inspect(id) {
  opener = document.activeElement;
  state.set({ inspected: state.get("inspected") === id ? null : id });
  if (state.get("inspected")) part("inspector").querySelector("h2")?.focus();
}

export function showInspector() {
  const drawer = part("inspector");
  let drawn = "";
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  state.watch(["inspected", "messages"], () => {
    const id = state.get("inspected");
    const message = id && state.get("messages")?.find((candidate) => candidate.id === id);
    keepInPlace(id, () => {
      drawer.hidden = !message;
      document.body.classList.toggle("inspecting", Boolean(message));
    });
    for (const item of document.querySelectorAll("li.message"))
      item.classList.toggle("inspected", item.dataset.id === id);
    const source = JSON.stringify(message ?? null);
    if (source === drawn) return;
    drawn = source;
    if (message?.inspect) drawer.replaceChildren(...draw(message));
  });
}

/** The drawer takes width from the messages; the one that is looked at stays where it was. */
function keepInPlace(id, change) {
  const item = id ? document.querySelector(`li.message[data-id="${CSS.escape(id)}"]`) : null;
  const before = item?.getBoundingClientRect().top;
  change();
  if (item) part("messages").scrollTop += item.getBoundingClientRect().top - before;
}

function close() {
  state.set({ inspected: null });
  if (opener?.isConnected) opener.focus();
  else part("composer-input")?.focus();
}

function draw(message) {
  const { sent, received, millis, limits = [], refused = [] } = message.inspect;
  const link = linkTo(message);
  return [
    element(
      "header",
      {},
      element("h2", { text: "Inspector", tabindex: -1 }),
      iconButton("close", "Close the inspector", close),
    ),
    element(
      "div.inspector-body",
      {},
      element("section", { "aria-label": "Time" }, drawTime(millis)),
      refused.length > 0 && section("Refused", refused.map(drawRefusal)),
      limits.length > 0 && section("Discord's limits", element("ul.limits", {}, limits.map(drawLimit))),
      drawJson("Interaction sent", sent),
      received
        ? drawJson("Answer received", received)
        : section("Answer received", element("p.quiet", { text: "None." })),
      element(
        "div.inspector-actions",
        {},
        copyButton("copy", "Copy both as JSON", () =>
          JSON.stringify({ sent, received, millis, limits, refused }, null, 2),
        ),
        link && copyButton("link", "Copy link to this question", () => `${location.origin}/${link}`),
      ),
    ),
  ];
}

function section(title, ...children) {
  return element("section", {}, element("h3", { text: title }), children);
}

function drawTime(millis) {
  const deadline = state.get("welcome")?.deadline_ms ?? 3000;
  if (millis === null || millis === undefined)
    return [element("p.time", {}, element("strong", { text: "No answer" }), ` within ${number(deadline)} ms`)];
  return [
    element(
      "p.time",
      {},
      element("strong", { text: `${number(millis)} ms` }),
      ` of ${number(deadline)} ms until the answer`,
    ),
    meter("Time until the answer", millis, deadline),
  ];
}

function drawLimit({ name, used, most }) {
  return element(
    "li",
    {},
    element("span.limit-name", { text: name }),
    element("span.limit-count", { text: `${number(used)} of ${number(most)}` }),
    meter(name, used, most),
  );
}

/** A bar; the number beside it says the same in words. */
function meter(label, used, most) {
  const share = Math.min(used / most, 1);
  const bar = element(
    "span.meter",
    {
      role: "meter",
      "aria-label": label,
      "aria-valuemin": 0,
      "aria-valuemax": most,
      "aria-valuenow": Math.min(used, most),
      colors: { "--share": String(share) },
    },
    element("span"),
  );
  bar.classList.toggle("tight", used / most > TIGHT);
  return bar;
}

function drawRefusal({ rule, status, body }) {
  return element(
    "div.refusal",
    {},
    element("p", {}, element("strong", { text: rule ?? "Refused" }), ` HTTP ${status} · ${body?.message ?? ""}`),
    drawCode(`Refusal ${rule ?? ""}`, body),
  );
}

function drawJson(title, value) {
  return element(
    "section",
    {},
    element(
      "div.json-title",
      {},
      element("h3", { text: title }),
      copyButton("copy", `Copy ${title.toLowerCase()}`, () => JSON.stringify(value, null, 2), true),
    ),
    drawCode(title, value),
  );
}

function drawCode(label, value) {
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

function copyButton(sign, label, content, isSmall = false) {
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

function number(value) {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
