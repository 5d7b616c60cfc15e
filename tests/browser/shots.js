// Makes the README's pictures under docs/: `tests/browser/run shots`.

import { mkdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import UPNG from "upng-js";
import { box, last, launch, ROOT, says, startPlayground, type, visit } from "./support.js";

const DOCS = path.join(ROOT, "docs");
/** What a visitor of the README has to load at most, in bytes. */
const LARGEST = 600_000;
const COLORS = 256;

/** An answer with the inspector beside it. */
async function drawStill(browser, url) {
  const visitor = await visit(browser, url, { width: 1280, height: 872 });
  const page = await visitor.open();
  await type(page, "/faq 3");
  const message = await says(page, "FAQ 3");
  await message.hover();
  await message.getByRole("button", { name: "Inspect" }).click();
  await page.getByRole("heading", { name: "Inspector" }).waitFor();
  await page.mouse.move(700, 10);
  await page.evaluate(() => document.activeElement.blur());
  await page.screenshot({ path: path.join(DOCS, "playground.png") });
  await visitor.close();
}

/** Two commands that are typed and answered, as an animated PNG. */
async function drawAnimation(browser, url) {
  // Narrow enough for the sidebar to be away.
  const size = { width: 760, height: 720 };
  const visitor = await visit(browser, url, { ...size, touch: false });
  const page = await visitor.open();
  const frames = [];
  const keep = async (millis) => frames.push({ png: await page.screenshot(), millis });
  const write = async (words, millis) => {
    await page.keyboard.type(words);
    await keep(millis);
  };

  // The end with the buttons, then the beginning, as one reads it.
  const read = async (message, millis) => {
    await last(page).locator(".row").last().waitFor();
    await keep(1200);
    await message.evaluate((node) => node.scrollIntoView({ block: "start" }));
    await keep(millis);
  };

  await box(page).focus();
  await keep(900);
  await write("/", 900);
  await write("tpm", 500);
  await write("-vs-pm", 600);
  await page.keyboard.press("Enter");
  await read(await says(page, "TPM or product manager?"), 2800);
  await write("/ind", 500);
  await page.keyboard.type("ustry ");
  await page.getByRole("option", { name: "Fintech and banking" }).waitFor();
  await keep(900);
  await page.keyboard.type("heal");
  await page.getByRole("option", { name: "Fintech and banking" }).waitFor({ state: "detached" });
  await page.getByRole("option", { name: "Healthcare and life sciences" }).waitFor();
  await keep(600);
  await page.keyboard.type("thcare");
  await page.getByRole("option", { name: "Healthcare and life sciences" }).waitFor();
  await keep(600);
  await page.keyboard.press("Enter");
  await read(await says(page, "Healthcare and life sciences"), 3500);
  await visitor.close();

  const images = frames.map(({ png }) => UPNG.toRGBA8(UPNG.decode(png))[0]);
  const delays = frames.map(({ millis }) => millis);
  const file = path.join(DOCS, "playground-demo.png");
  await writeFile(file, Buffer.from(UPNG.encode(images, size.width, size.height, COLORS, delays)));
  return file;
}

await mkdir(DOCS, { recursive: true });
const browser = await launch();
const playground = await startPlayground();
try {
  await drawStill(browser, playground.url);
  await playground.halt();
  await playground.resume();
  const file = await drawAnimation(browser, playground.url);
  const { size } = await stat(file);
  if (size > LARGEST) throw new Error(`${file} has ${size} bytes, ${LARGEST} at most are wanted`);
  console.log(`${path.relative(ROOT, file)}: ${size} bytes`);
} finally {
  await browser.close();
  await playground.stop();
}
