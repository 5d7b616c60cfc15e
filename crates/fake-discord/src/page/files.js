// Files: those that a person attaches go to the program at once, which answers with the id to send in their place;
// those of a message are saved.

import { element } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";

/** The largest file that may be attached, in bytes. */
const LARGEST = 10 * 1024 * 1024;

/** Sends a file to the program. Resolves with its id; rejects with the reason, in words for the person. */
export async function attach(file) {
  if (file.size > LARGEST) throw new Error(`${file.name} is larger than ${sizeOf(LARGEST)}.`);
  const { person, place } = state.get("me");
  const path = [person, place, file.name].map(encodeURIComponent).join("/");
  try {
    const session = await fetch("/session", { cache: "no-store" });
    const { key } = await session.json();
    const headers = { "x-key": key, "content-type": "application/octet-stream" };
    const response = await fetch(`/files/${path}`, { method: "POST", headers, body: file });
    if (response.ok) return (await response.json()).id;
  } catch {
    // Said below: the program is away, or what it said is no JSON.
  }
  throw new Error(`${file.name} could not be attached.`);
}

/** A size as people read it: `812 bytes`, `14.2 kB`, `10 MB`. */
export function sizeOf(bytes) {
  const [unit, name] = bytes < 1024 ? [1, "bytes"] : bytes < 1024 * 1024 ? [1024, "kB"] : [1024 * 1024, "MB"];
  return `${new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(bytes / unit)} ${name}`;
}

/** Names of pictures that a browser draws whatever type it is told. */
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

/** The files of a message: a picture as itself, any other as a card that saves it. */
export function drawFiles(files) {
  const draw = (file) => (PICTURE.test(file.filename) ? drawPicture(file) : drawCard(file));
  return element("ul.files", { "aria-label": "Files" }, files.map(draw));
}

function drawPicture(file) {
  const save = { href: file.url, download: file.filename, title: `Save ${file.filename}` };
  const picture = element("img", { src: file.url, alt: file.description ?? file.filename });
  return element("li.picture", {}, element("a", save, picture));
}

function drawCard(file) {
  return element(
    "li.file",
    {},
    icon("file"),
    element(
      "span.file-words",
      {},
      element("a.file-name", {
        href: file.url,
        download: file.filename,
        title: `Save ${file.filename}`,
        text: file.filename,
      }),
      element("span.file-size", { text: sizeOf(file.size) }),
      file.description && element("span.file-description", { text: file.description }),
    ),
  );
}
