// Makes the README's pictures under docs/: `tests/browser/run shots [name …]`.

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
  const file = path.join(DOCS, "playground.png");
  await page.screenshot({ path: file });
  await visitor.close();
  return file;
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

const QUESTION = "When does the study group of this server meet?";
const ANSWER = "Every **Thursday at 18:00 UTC**, on voice, for an hour.\n\n- Newcomers are welcome: just listen the first time\n- We read one chapter a week";
const PANEL = { width: 372, height: 640 };
/** Pixels between two panels. */
const GAP = 14;

/** From a question without an answer to the one that reaches the asker: three people's screens side by side. */
async function drawLoop(browser, url) {
  const panel = async (person, place, story) => {
    const visitor = await visit(browser, url, { ...PANEL, hash: `#/?.as=${person}&.in=${place}` });
    const page = await visitor.open();
    await page.locator("#message-list[aria-busy=false]").waitFor();
    await page.evaluate(() => {
      for (const node of document.querySelectorAll("#story-button, .beginning")) node.style.display = "none";
    });
    const take = async () => {
      await page.evaluate(() => document.activeElement.blur());
      await page.mouse.move(5, PANEL.height - 5);
      return UPNG.decode(await page.screenshot());
    };
    const taken = await story(page, take);
    await visitor.close();
    return taken;
  };
  const click = (page, name) => last(page).getByRole("button", { name, exact: true }).click();
  const submit = (page) => page.getByRole("button", { name: "Submit" }).click();
  const asked = await panel("noa", "general", async (page, take) => {
    await type(page, `/ask ${QUESTION}`);
    await says(page, "I don't know that");
    const taken = await take();
    await click(page, "Ask the mentors");
    await submit(page);
    await says(page, "Your question is with the mentors");
    return taken;
  });
  const answered = await panel("max", "mentors", async (page, take) => {
    await says(page, QUESTION);
    await click(page, "Take");
    await says(page, "Taken");
    const taken = await take();
    await click(page, "Answer");
    const form = page.getByRole("dialog", { name: "Answer question" });
    await form.getByRole("textbox", { name: "Title" }).fill("The study group");
    await form.getByRole("textbox", { name: "Answer", exact: true }).fill(ANSWER);
    await form.getByLabel("Source").fill("Pinned in #general");
    await submit(page);
    await says(page, "This is how members will see it");
    await click(page, "Publish as entry");
    await says(page, "It is on its way");
    return taken;
  });
  const told = await panel("noa", "dm", async (page, take) => {
    await says(page, "Your question has an answer");
    return take();
  });

  const images = [asked, answered, told];
  const size = { width: images.length * (PANEL.width + GAP) - GAP, height: PANEL.height };
  const pixels = new Uint8Array(size.width * size.height * 4);
  for (const [index, image] of images.entries()) {
    const from = new Uint8Array(UPNG.toRGBA8(image)[0]);
    for (let line = 0; line < size.height; line += 1) {
      const row = from.subarray(line * PANEL.width * 4, (line + 1) * PANEL.width * 4);
      pixels.set(row, (line * size.width + index * (PANEL.width + GAP)) * 4);
    }
  }
  const file = path.join(DOCS, "mentors.png");
  await writeFile(file, Buffer.from(UPNG.encode([pixels.buffer], size.width, size.height, COLORS)));
  return file;
}

await mkdir(DOCS, { recursive: true });
const browser = await launch();
const playground = await startPlayground();
try {
  const draws = { playground: drawStill, "playground-demo": drawAnimation, mentors: drawLoop };
  const wanted = process.argv.slice(2);
  for (const [name, draw] of Object.entries(draws)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const file = await draw(browser, playground.url);
    const { size } = await stat(file);
    if (size > LARGEST) throw new Error(`${file} has ${size} bytes, ${LARGEST} at most are wanted`);
    console.log(`${path.relative(ROOT, file)}: ${size} bytes`);
    // The next one begins with empty channels.
    await playground.halt();
    await playground.resume();
  }
} finally {
  await browser.close();
  await playground.stop();
}
