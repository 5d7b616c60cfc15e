// Discord's markdown: text in, typed nodes out. Nothing here knows the DOM; draw.js draws the nodes.
//
// Blocks are read here, what is within a line in inline.js. What the client does not render stays text. Scans stop early
// and depth is bounded, so that a hostile message costs milliseconds.

import { CODE, codeBlock, end, match, parseInline } from "./inline.js";

const HEADING = /(#{1,3}) +(?!#)([^\n]*[^\s#][^\n]*)(?:\n|$)/y;
const SUBTEXT = /-# +(?!#)([^\n]*\S[^\n]*)(?:\n|$)/y;
const QUOTED_LINES = /(?:> [^\n]*(?:\n|$))+/y;
const QUOTED_REST = />>> ([\s\S]*)/y;
const LIST_ITEM = /( *)([-*]|\d{1,9}\.) +(\S[^\n]*)(?:\n|$)/y;
const LIST_MORE = / {2,}(\S[^\n]*)(?:\n|$)/y;

/**
 * Reads `text` as Discord does.
 *
 * @param {string} text
 * @param {{ blocks?: boolean }} options `blocks: false` for one-liners such as an embed's title
 * @returns {object[]} nodes, each with a `type`
 */
export function parse(text, { blocks = true } = {}) {
  const source = String(text ?? "").replace(/\r\n?/g, "\n");
  return blocks ? parseBlocks(source, false) : parseInline(source, 0, false);
}

/** The text of nodes without their styles, for screen readers and titles. */
export function plain(nodes) {
  return nodes
    .map((node) => {
      if (node.type === "list") return node.items.map((item) => plain(item)).join("\n");
      if (node.children) return plain(node.children);
      return node.text ?? (node.name ? `@${node.name}` : "");
    })
    .join("");
}

// Blocks

function parseBlocks(text, isQuoted) {
  const nodes = [];
  let at = 0;
  while (at < text.length) {
    const [node, stop] = block(text, at, isQuoted) ?? run(text, at, isQuoted);
    if (Array.isArray(node)) nodes.push(...node);
    else nodes.push(node);
    at = stop;
  }
  return nodes;
}

/** The block that begins with the line at `at`, and where it ends. */
function block(text, at, isQuoted) {
  const heading = match(HEADING, text, at);
  if (heading) {
    const title = heading[2].replace(/\s+#*\s*$/, "");
    return [{ type: "heading", level: heading[1].length, children: parseInline(title, 1, false) }, end(heading)];
  }
  const subtext = match(SUBTEXT, text, at);
  if (subtext) return [{ type: "subtext", children: parseInline(subtext[1], 1, false) }, end(subtext)];
  if (!isQuoted) {
    const rest = match(QUOTED_REST, text, at);
    if (rest) return [{ type: "quote", children: parseBlocks(rest[1], true) }, end(rest)];
    const lines = match(QUOTED_LINES, text, at);
    if (lines) {
      const inside = lines[0].replace(/^> /gm, "").replace(/\n$/, "");
      return [{ type: "quote", children: parseBlocks(inside, true) }, end(lines)];
    }
  }
  return list(text, at) ?? codeBlock(text, at);
}

function list(text, at) {
  const items = [];
  let item = match(LIST_ITEM, text, at);
  while (item) {
    items.push({ indent: item[1].length, bullet: item[2], text: item[3] });
    at = end(item);
    item = match(LIST_ITEM, text, at);
    for (let more = !item && match(LIST_MORE, text, at); more; more = !item && match(LIST_MORE, text, at)) {
      items.at(-1).text += `\n${more[1]}`;
      at = end(more);
      item = match(LIST_ITEM, text, at);
    }
  }
  if (items.length === 0) return null;
  const blank = match(/\n+/y, text, at);
  const node = nested(items, 0, items.length);
  // The client swallows empty lines after a list, and leaves a gap there.
  if (blank) node.gap = true;
  return [node, blank ? end(blank) : at];
}

/** The items from `from` to `to` as one list: those that are indented further belong to the item before them. */
function nested(items, from, to) {
  const first = items[from];
  const ordered = /\d/.test(first.bullet);
  const node = { type: "list", ordered, start: ordered ? Number.parseInt(first.bullet, 10) : 1, items: [] };
  let index = from;
  while (index < to) {
    let next = index + 1;
    while (next < to && items[next].indent > first.indent) next += 1;
    const children = parseInline(items[index].text, 1, false);
    if (next > index + 1) children.push(nested(items, index + 1, next));
    node.items.push(children);
    index = next;
  }
  return node;
}

/** Lines that begin no block, up to one that does. Code is stepped over: a `#` in it is no heading. */
function run(text, start, isQuoted) {
  let at = start;
  while (at < text.length) {
    const letter = text[at];
    if (letter === "\\") {
      at += 2;
    } else if (letter === "`") {
      if (text.startsWith("```", at) && codeBlock(text, at)) break;
      const code = match(CODE, text, at);
      at = code ? end(code) : at + /`+/y.exec(text.slice(at))[0].length;
    } else if (letter === "\n") {
      at += 1;
      if (at < text.length && block(text, at, isQuoted)) break;
    } else {
      at += 1;
    }
  }
  const stop = Math.min(Math.max(at, start + 1), text.length);
  return [parseInline(text.slice(start, stop), 0, false), stop];
}
