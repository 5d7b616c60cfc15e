// Nodes of markdown.js as elements. Every string becomes a text node.

import { element } from "./dom.js";
import { parse } from "./markdown.js";
import { here, nameOf, nameOfChannel, nameOfRole, state } from "./state.js";
import { moment } from "./time.js";

/** Text with markdown, as elements. */
export function drawText(text, options) {
  return draw(parse(text, options));
}

/** @param {object[]} nodes */
export function draw(nodes) {
  const fragment = document.createDocumentFragment();
  for (const node of nodes) fragment.append(DRAWN[node.type](node));
  return fragment;
}

const wrap = (name) => (node) => element(name, {}, draw(node.children));

const DRAWN = {
  text: (node) => document.createTextNode(node.text),
  bold: wrap("strong"),
  italic: wrap("em"),
  underline: wrap("u"),
  strike: wrap("s"),
  quote: (node) => element("div.quote", {}, element("blockquote", {}, draw(node.children))),
  subtext: wrap("small.subtext"),
  heading: (node) =>
    element(`div.heading.level-${node.level}`, { role: "heading", "aria-level": node.level + 3 }, draw(node.children)),
  code: (node) => element("code", { text: node.text }),
  codeblock: (node) => element("pre", { tabindex: 0 }, element("code", { text: node.text })),
  list: drawList,
  link: (node) =>
    element(
      "a",
      { href: node.href, title: node.title, target: "_blank", rel: "noopener noreferrer nofollow" },
      draw(node.children),
    ),
  spoiler: drawSpoiler,
  mention: (node) =>
    node.kind === "message" ? drawMessageMention(node) : element("span.mention", { text: mentioned(node) }),
  time: drawTime,
  emoji: (node) => document.createTextNode(`:${node.name}:`),
};

function drawList(node) {
  const items = node.items.map((children) => element("li", {}, draw(children)));
  const list = element(
    node.ordered ? "ol" : "ul",
    node.ordered && node.start !== 1 ? { start: node.start } : {},
    items,
  );
  list.classList.toggle("gap", node.gap === true);
  return list;
}

/** A spoiler: inert, and hidden from screen readers too, until it is pressed. */
function drawSpoiler(node) {
  const inside = element("span.hidden-text", { inert: true }, draw(node.children));
  const spoiler = element(
    "span.spoiler",
    { role: "button", tabindex: 0, "aria-label": "Spoiler: press to show" },
    inside,
  );
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    inside.removeAttribute("inert");
    for (const attribute of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(attribute);
    spoiler.classList.add("shown");
    spoiler.removeEventListener("click", reveal);
    spoiler.removeEventListener("keydown", reveal);
  };
  spoiler.addEventListener("click", reveal);
  spoiler.addEventListener("keydown", reveal);
  return spoiler;
}

/** A mention that leads to a message of this page. */
function drawMessageMention({ id }) {
  const show = () => document.querySelector(`li.message[data-id="${id}"]`)?.scrollIntoView({ block: "center" });
  const text = `${mentioned({ kind: "channel" })} › 💬`;
  return element("button.mention", { type: "button", text, "aria-label": "Go to the message", on: { click: show } });
}

function mentioned({ kind, id, name }) {
  if (kind === "user") return `@${nameOf(id) ?? "unknown-user"}`;
  if (kind === "role") return `@${nameOfRole(id) ?? "role"}`;
  if (kind === "command") return `/${name}`;
  if (kind === "channel") {
    const name = nameOfChannel(String(id ?? "")) ?? (here()?.kind === "channel" ? here().name : "channel");
    return `#${name}`;
  }
  return `@${kind}`;
}

function drawTime({ unix, style }) {
  const { locale } = state.get("me");
  const shown = moment(unix, style, locale);
  const whole = moment(unix, "F", locale);
  return element("time.moment", { title: whole, text: shown, data: style === "R" ? { relative: unix } : {} });
}

/** "2 minutes ago" has to become "3 minutes ago". */
export function keepTime() {
  setInterval(() => {
    for (const node of document.querySelectorAll("time[data-relative]")) {
      node.textContent = moment(Number(node.dataset.relative), "R", state.get("me").locale);
    }
  }, 10_000);
}
