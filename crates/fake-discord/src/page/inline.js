// Discord's markdown within a line: styles, code, links, mentions, moments.

/** How deep styles may be nested; deeper ones stay text. */
const DEEPEST = 12;

const CODE_BLOCK = /```(?:([a-z0-9_+\-.#]+)\n)?\n*([^\n][\s\S]*?)\n*```/iy;
/** Code on one line; blocks step over it too. */
export const CODE = /(`+)([\s\S]*?[^`])\1(?!`)/y;

const URL_BARE = /https?:\/\/[^\s<[\]]+/y;
const URL_ANGLED = /<(https?:\/\/[^\s<>]+)>/y;
const TAGS = [
  [/<@!?(\d{1,20})>/y, ([, id]) => ({ type: "mention", kind: "user", id })],
  [/<@&(\d{1,20})>/y, ([, id]) => ({ type: "mention", kind: "role", id })],
  [/<#(\d{1,20})>/y, ([, id]) => ({ type: "mention", kind: "channel", id })],
  [/<\/([-_'\p{L}\p{N} ]{1,98}):(\d{1,20})>/uy, ([, name, id]) => ({ type: "mention", kind: "command", id, name })],
  [
    /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y,
    ([, unix, style]) => ({ type: "time", unix: Number(unix), style: style ?? "f" }),
  ],
  [/<(a?):(\w{2,32}):(\d{1,20})>/y, ([, a, name, id]) => ({ type: "emoji", name, id, animated: a === "a" })],
];

/** An address that a link may lead to, or `null`: only http and https. */
export function safeUrl(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} text
 * @param {number} depth how deep the text is nested already
 * @param {boolean} isLink whether it is the text of a link, which holds no other
 */
export function parseInline(text, depth, isLink) {
  const nodes = [];
  const hopeless = new Set();
  let plainText = "";
  const put = (node) => {
    if (plainText) nodes.push({ type: "text", text: plainText });
    plainText = "";
    nodes.push(node);
  };
  let at = 0;
  while (at < text.length) {
    const found = span(text, at, depth, isLink, hopeless);
    if (!found) {
      plainText += text[at];
      at += 1;
    } else if (typeof found[0] === "string") {
      plainText += found[0];
      at = found[1];
    } else {
      put(found[0]);
      at = found[1];
    }
  }
  if (plainText) nodes.push({ type: "text", text: plainText });
  return nodes;
}

/** What begins at `at`: a node, or text as a string, and where it ends; `null` for an ordinary letter. */
function span(text, at, depth, isLink, hopeless) {
  switch (text[at]) {
    case "\\":
      return /[^\sA-Za-z0-9]/.test(text[at + 1] ?? " ") ? [text[at + 1], at + 2] : null;
    case "`": {
      const fenced = codeBlock(text, at);
      if (fenced) return fenced;
      const code = match(CODE, text, at);
      return code ? [{ type: "code", text: code[2].replace(/^ (?= *`)|(` *) $/g, "$1") }, end(code)] : null;
    }
    case "<":
      return tag(text, at, isLink);
    case "@": {
      const everyone = match(/@(everyone|here)(?!\w)/y, text, at);
      return everyone ? [{ type: "mention", kind: everyone[1] }, end(everyone)] : null;
    }
    case "h":
      return isLink ? null : address(text, at);
    case "[":
      return isLink || depth >= DEEPEST ? null : maskedLink(text, at, depth);
    case "*":
    case "_":
    case "~":
    case "|":
      return depth >= DEEPEST ? null : styled(text, at, depth, isLink, hopeless);
    default:
      return null;
  }
}

function tag(text, at, isLink) {
  const angled = match(URL_ANGLED, text, at);
  if (angled && !isLink) {
    const href = safeUrl(angled[1]);
    return href ? [{ type: "link", href, children: [{ type: "text", text: angled[1] }] }, end(angled)] : null;
  }
  for (const [pattern, node] of TAGS) {
    const found = match(pattern, text, at);
    if (found) return [node(found), end(found)];
  }
  return null;
}

/** The address of a message, which clients show as a mention that leads to it. */
const MESSAGE = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/(?:@me|\d+)\/\d+\/(\d+)$/;

function address(text, at) {
  if (/\w/.test(text[at - 1] ?? " ")) return null;
  const found = match(URL_BARE, text, at);
  if (!found) return null;
  let written = found[0].replace(/[.,:;"'\]*_~|!?]+$/, "");
  while (written.endsWith(")") && count(written, ")") > count(written, "(")) written = written.slice(0, -1);
  const message = MESSAGE.exec(written);
  if (message) return [{ type: "mention", kind: "message", id: message[1] }, at + written.length];
  const href = safeUrl(written);
  return href ? [{ type: "link", href, children: [{ type: "text", text: written }] }, at + written.length] : null;
}

/** `[text](address "title")`. The client refuses a text that itself looks like an address. */
function maskedLink(text, at, depth) {
  const close = closing(text, at, "[", "]");
  if (close < 0 || text[close + 1] !== "(") return null;
  const stop = closing(text, close + 1, "(", ")");
  if (stop < 0) return null;
  const label = text.slice(at + 1, close);
  const target = /^\s*<?([^\s<>]+)>?(?:\s+["']([^"']*)["'])?\s*$/.exec(text.slice(close + 2, stop));
  const href = target && safeUrl(target[1].replace(/\\(?=[^\w\s])/g, ""));
  if (!href || !label.trim() || /https?:\/\//i.test(label)) return null;
  const node = { type: "link", href, children: parseInline(label, depth + 1, true) };
  if (target[2]) node.title = target[2];
  return [node, stop + 1];
}

function closing(text, at, opens, closes) {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === opens) depth += 1;
    else if (text[index] === closes && (depth -= 1) === 0) return index;
  }
  return -1;
}

const STYLES = [
  { mark: "**", type: "bold", notBefore: "*" },
  { mark: "__", type: "underline", notBefore: "_" },
  { mark: "~~", type: "strike" },
  { mark: "||", type: "spoiler" },
];

function styled(text, at, depth, isLink, hopeless) {
  for (const { mark, type, notBefore } of STYLES) {
    if (!text.startsWith(mark, at) || hopeless.has(mark)) continue;
    const close = closingMark(text, at + mark.length, mark, notBefore);
    if (close < 0) {
      hopeless.add(mark);
      continue;
    }
    const children = parseInline(text.slice(at + mark.length, close), depth + 1, isLink);
    return [{ type, children }, close + mark.length];
  }
  const close = text[at] === "*" ? closingStar(text, at) : text[at] === "_" ? closingUnderscore(text, at) : -1;
  if (close < 0) return null;
  return [{ type: "italic", children: parseInline(text.slice(at + 1, close), depth + 1, isLink) }, close + 1];
}

function closingMark(text, from, mark, notBefore) {
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (index > from && text.startsWith(mark, index) && !(notBefore && text[index + mark.length] === notBefore))
      return index;
  }
  return -1;
}

function closingStar(text, at) {
  if (/\s/.test(text[at + 1] ?? " ")) return -1;
  for (let index = at + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text.startsWith("**", index)) index += 1;
    else if (text[index] === "*")
      return /[^*]/.test(text.slice(at + 1, index)) && !/\s/.test(text[index - 1]) ? index : -1;
  }
  return -1;
}

function closingUnderscore(text, at) {
  if (/\w/.test(text[at - 1] ?? " ")) return -1;
  for (let index = at + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text.startsWith("__", index)) index += 1;
    else if (text[index] === "_") return index > at + 1 && !/\w/.test(text[index + 1] ?? " ") ? index : -1;
  }
  return -1;
}

/** A block of code that begins at `at`, and where it ends. */
export function codeBlock(text, at) {
  const found = match(CODE_BLOCK, text, at);
  if (!found) return null;
  const after = text[end(found)] === "\n" ? end(found) + 1 : end(found);
  return [{ type: "codeblock", language: found[1] ?? "", text: found[2] }, after];
}

/** Matches a sticky pattern at `at`. */
export function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where a match ends. */
export function end(found) {
  return found.index + found[0].length;
}

function count(text, letter) {
  return text.split(letter).length - 1;
}
