// The tokenizer of the page, without a browser: what Discord renders, what it does not, and hostile text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { safeUrl } from "../../crates/fake-discord/src/page/inline.js";
import { parse, plain } from "../../crates/fake-discord/src/page/markdown.js";

/** Nodes in a short notation: `bold(x)`, text as it is. */
function short(nodes) {
  return nodes
    .map((node) => {
      const { type, children } = node;
      if (type === "text") return node.text;
      if (type === "list") return `${node.ordered ? `ol${node.start}` : "ul"}[${node.items.map(short).join("|")}]`;
      if (type === "code" || type === "codeblock")
        return `${type}${node.language ? `:${node.language}` : ""}(${node.text})`;
      if (type === "mention") return `mention:${node.kind}(${node.id ?? ""})`;
      if (type === "time") return `time:${node.style}(${node.unix})`;
      if (type === "emoji") return `emoji(${node.name})`;
      if (type === "heading") return `h${node.level}(${short(children)})`;
      if (type === "link") return `link:${node.href}(${short(children)})`;
      return `${type}(${short(children)})`;
    })
    .join("");
}

function reads(table) {
  for (const [text, expected] of table) assert.equal(short(parse(text)), expected, JSON.stringify(text));
}

test("styles within a line", () => {
  reads([
    ["**a** *b* _c_ __d__ ~~e~~ ||f|| `g`", "bold(a) italic(b) italic(c) underline(d) strike(e) spoiler(f) code(g)"],
    ["***a***", "bold(italic(a))"],
    ["**a *b* c**", "bold(a italic(b) c)"],
    ["__**a**__", "underline(bold(a))"],
    ["~~a\nb~~", "strike(a\nb)"],
    ["``a ` b``", "code(a ` b)"],
    ["`**a**`", "code(**a**)"],
  ]);
});

test("what only looks like a style stays text", () => {
  reads([
    ["2 * 3 * 4", "2 * 3 * 4"],
    ["snake_case_name", "snake_case_name"],
    ["**a", "**a"],
    ["****", "****"],
    ["\\*a\\* \\_b\\_ \\`c\\`", "*a* _b_ `c`"],
    ["¯\\\\\\_(ツ)_/¯", "¯\\_(ツ)_/¯"],
    ["`a", "`a"],
    ["a\\b", "a\\b"],
  ]);
});

test("headings, subtext, quotes", () => {
  reads([
    ["# a\n## b\n### c\n#### d", "h1(a)h2(b)h3(c)#### d"],
    ["#a", "#a"],
    ["a # b", "a # b"],
    ["# **a**", "h1(bold(a))"],
    ["-# small *print*\nafter", "subtext(small italic(print))after"],
    ["> a\n> b\nc", "quote(a\nb)c"],
    [">>> a\nb\n> c", "quote(a\nb\n> c)"],
    [">a", ">a"],
    ["> # a\n> - b", "quote(h1(a)ul[b])"],
  ]);
});

test("lists, nested and numbered", () => {
  reads([
    ["- a\n- b", "ul[a|b]"],
    ["* a\n* b", "ul[a|b]"],
    ["3. a\n4. b", "ol3[a|b]"],
    ["- a\n  - b\n    - c\n- d", "ul[aul[bul[c]]|d]"],
    ["**T**\n- a\n\n**U**", "bold(T)\nul[a]bold(U)"],
    ["- a\n  more\n- b", "ul[a\nmore|b]"],
    ["-a", "-a"],
    ["1.a", "1.a"],
  ]);
  assert.equal(parse("- a\n\nb")[0].gap, true);
  assert.equal(parse("- a\nb")[0].gap, undefined);
});

test("code blocks keep what is in them", () => {
  reads([
    ["```js\n# a\n- b **c**\n```after", "codeblock:js(# a\n- b **c**)after"],
    ["a\n```\nb\n```\nc", "a\ncodeblock(b)c"],
    ["```a```", "codeblock(a)"],
    ["```\n```", "code(\n)"],
    ["> ```a```", "quote(codeblock(a))"],
  ]);
});

test("mentions, moments, emoji", () => {
  reads([
    [
      "<@11> <@!12> <@&13> <#14> </faq:15>",
      "mention:user(11) mention:user(12) mention:role(13) mention:channel(14) mention:command(15)",
    ],
    ["@everyone @here @ada me@here.org", "mention:everyone() mention:here() @ada memention:here().org"],
    ["<t:0> <t:1:R> <t:-5:d> <t:1:x>", "time:f(0) time:R(1) time:d(-5) <t:1:x>"],
    ["<:wave:1> <a:dance:2>", "emoji(wave) emoji(dance)"],
    ["<@x> <@> <t:>", "<@x> <@> <t:>"],
  ]);
});

test("links lead to http and https, and to nothing else", () => {
  reads([
    ["[a](https://x.org/b)", "link:https://x.org/b(a)"],
    ["[**a**](https://x.org)", "link:https://x.org/(bold(a))"],
    ["[a](https://x.org/b_(c))", "link:https://x.org/b_(c)(a)"],
    ['[a](<https://x.org> "t")', "link:https://x.org/(a)"],
    [
      "see https://x.org/a, or <http://y.org>.",
      "see link:https://x.org/a(https://x.org/a), or link:http://y.org/(http://y.org).",
    ],
    ["(https://x.org/a)", "(link:https://x.org/a(https://x.org/a))"],
    ["to https://discord.com/channels/1/2/3", "to mention:message(3)"],
    ["https://discord.com/channels/1/2", "link:https://discord.com/channels/1/2(https://discord.com/channels/1/2)"],
    ["[a](javascript:alert(1))", "[a](javascript:alert(1))"],
    ["[a](JaVaScRiPt:alert(1))", "[a](JaVaScRiPt:alert(1))"],
    ["[a](data:text/html,x)", "[a](data:text/html,x)"],
    ["[a](//x.org)", "[a](//x.org)"],
    ["[a](x)", "[a](x)"],
    ["[ ](https://x.org)", "[ ](link:https://x.org/(https://x.org))"],
    [
      "[https://bank.org](https://x.org)",
      "[link:https://bank.org/(https://bank.org)](link:https://x.org/(https://x.org))",
    ],
  ]);
  for (const address of [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "vbscript:x",
    "file:///etc/passwd",
    "data:,x",
    "blob:x",
    "",
    "x",
    "//x",
  ]) {
    assert.equal(safeUrl(address), null, address);
  }
});

test("an embed's title knows no blocks", () => {
  assert.equal(short(parse("# 3 · *a*", { blocks: false })), "# 3 · italic(a)");
});

test("markup of other languages is text", () => {
  for (const text of [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "<a href='javascript:x'>y</a>",
    "${x}{{y}}",
    "\u0000\u202e\ufeff",
  ]) {
    assert.deepEqual(parse(text), [{ type: "text", text }]);
  }
  assert.deepEqual(parse(null), []);
  assert.equal(short(parse(7)), "7");
});

test("plain text keeps the words", () => {
  assert.equal(plain(parse("# **a**\n- b\n- ||c||")), "ab\nc");
});

test("every letter of a text is kept or was a mark", () => {
  let seed = 7;
  const random = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const pieces = [
    "*",
    "**",
    "_",
    "__",
    "~~",
    "||",
    "`",
    "```",
    "\\",
    "\n",
    "> ",
    ">>> ",
    "- ",
    "  - ",
    "1. ",
    "# ",
    "-# ",
    "[",
    "](",
    ")",
    "<",
    ">",
    "https://x.y",
    "<@1>",
    "word",
    " ",
    "🏥",
    "@here",
  ];
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: 1 + random(24) }, () => pieces[random(pieces.length)]).join("");
    const words = (plain(parse(text)).match(/word|🏥/g) ?? []).length;
    const lost = short(parse(text)).match(/word|🏥/g)?.length ?? 0;
    assert.ok(lost >= (text.match(/word|🏥/g) ?? []).length || /```word|https/.test(text), JSON.stringify(text));
    assert.ok(words <= lost, JSON.stringify(text));
  }
});

test("hostile text costs milliseconds", () => {
  const pieces = [
    "*",
    "**",
    "***",
    "_",
    "__",
    "||",
    "~~",
    "`",
    "``` ",
    "[",
    "](",
    "[a](",
    "\\",
    "> ",
    ">>> ",
    "- ",
    "  - a\n",
    "# ",
    "<",
    "<t:",
    "*a _b ",
    "**a __b ~~c ||d ",
    "|| a",
    "https://",
    "1. a\n",
    "\n",
    "-# ",
  ];
  for (const piece of pieces) {
    for (const text of [
      piece.repeat(6000 / piece.length),
      `${piece.repeat(3000 / piece.length)}a${[...piece.repeat(3000 / piece.length)].reverse().join("")}`,
    ]) {
      const start = performance.now();
      parse(text);
      assert.ok(performance.now() - start < 1500, JSON.stringify(piece));
    }
  }
});

test("a text may be nested as deeply as it likes", () => {
  const items = Array.from({ length: 80 }, (_, depth) => `${" ".repeat(depth)}- a`).join("\n");
  assert.doesNotThrow(() => parse(items));
  assert.doesNotThrow(() => parse("||**__~~*".repeat(600)));
});
