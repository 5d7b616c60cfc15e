// What the page's files may not hold: HTML strings, inline styles and scripts, anything from elsewhere.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PAGE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../crates/fake-discord/src/page");

const FORBIDDEN = [
  [/\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser/, "HTML strings"],
  [/\beval\(|new Function|setTimeout\(\s*["'`]/, "code in strings"],
  [/\sstyle=|setAttribute\(\s*["']style|<style|\son[a-z]+=["']/, "inline styles or handlers"],
  [/(src|href)="(https?:)?\/\/|@import|url\(\s*["']?(https?:)?\/\//, "something from elsewhere"],
];

test("the page's files keep its laws", () => {
  const files = readdirSync(PAGE, { recursive: true }).filter((name) => /\.(js|css|html)$/.test(name));
  assert.ok(files.length > 20);
  for (const name of files) {
    const text = readFileSync(path.join(PAGE, name), "utf8");
    for (const [pattern, what] of FORBIDDEN) assert.doesNotMatch(text, pattern, `${name}: ${what}`);
    assert.doesNotMatch(text, name.endsWith(".html") ? /<script(?![^>]*\ssrc=)/ : /<script/, `${name}: inline script`);
  }
});
