// Where the view stands: at the present while one reads there, and where one was while one does not.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveFiles, withFake } from "./fake.js";
import { barriers, box, last, launch, picture, says } from "./support.js";

let browser;
let files;

before(async () => {
  browser = await launch();
  files = await serveFiles();
});
after(async () => {
  await browser?.close();
  await files?.close();
});

const BUTTONS = [{ type: 1, components: [{ type: 2, style: 1, label: "The last button", custom_id: "b" }] }];
const FROM_BOB = { interaction: { id: "9", user: { id: "12", name: "Bob" }, name: "faq", kind: 2, command_type: 1 } };

/** A text of so many lines. */
function lines(count, word = "line") {
  return Array.from({ length: count }, (_, index) => `${word} ${index + 1}`).join("\n");
}

/** Opens a channel that is longer than the window, and waits until the view is at its end. */
async function inALongChannel(story, given) {
  await withFake(
    { browser, files },
    async (page, fake) => {
      for (let index = 0; index < 12; index += 1) fake.post({ content: lines(6, `message ${index},`), ...FROM_BOB });
      await says(page, "message 11,");
      await atPresent(page);
      await story(page, fake);
    },
    given,
  );
}

/** How far the view is from the end, in pixels. */
function distance(page) {
  return page.locator("#messages").evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
}

async function atPresent(page) {
  await page.waitForFunction(() => {
    const node = document.querySelector("#messages");
    return node.scrollHeight - node.scrollTop - node.clientHeight < 2;
  });
}

/** Scrolls up as a person does, until the view is where it is wanted. */
async function scrollUp(page, pixels) {
  const before = await distance(page);
  await page.locator("#messages").hover();
  await page.mouse.wheel(0, -pixels);
  await page.waitForFunction(
    (least) => {
      const node = document.querySelector("#messages");
      return node.scrollHeight - node.scrollTop - node.clientHeight >= least;
    },
    before + pixels - 1,
  );
}

/** Whether an element lies wholly between the header and the message box. */
function isInView(locator) {
  return locator.evaluate((node) => {
    const view = document.querySelector("#messages").getBoundingClientRect();
    const box = node.getBoundingClientRect();
    return box.top >= view.top && box.bottom <= view.bottom;
  });
}

for (const [width, height] of [
  [1280, 800],
  [390, 700],
]) {
  test(`${width} wide: the buttons of an answer taller than the window are in view`, async () => {
    await inALongChannel(
      async (page, fake) => {
        fake.post({ content: lines(80, "long"), components: BUTTONS, ...FROM_BOB });
        await says(page, "long 80");
        await atPresent(page);
        assert.ok(await isInView(last(page).getByRole("button", { name: "The last button" })));
        assert.ok(await page.locator("#jump").isHidden());
      },
      { width, height },
    );
  });
}

test("an edit, late layout and a longer message box leave the view at the present", async () => {
  await inALongChannel(async (page, fake) => {
    const { id } = fake.messages.at(-1);
    fake.post({ id, content: lines(40, "edited"), edited: Date.now(), ...FROM_BOB });
    await says(page, "edited 40");
    await atPresent(page);
    // A picture or a font that arrives late changes heights without a message.
    await last(page).evaluate((node) => node.style.setProperty("padding-top", "900px"));
    await page.waitForFunction(() => document.querySelector("li.message:last-child").offsetHeight > 900);
    await atPresent(page);
    await box(page).fill(lines(8, "draft"));
    await atPresent(page);
    await page.setViewportSize({ width: 900, height: 500 });
    await atPresent(page);
    assert.ok(await page.locator("#jump").isHidden());
  });
});

test("a reader of older messages stays there, is told of new ones, and jumps to the present", async () => {
  await inALongChannel(async (page, fake) => {
    await scrollUp(page, 200);
    assert.ok(await page.locator("#jump").isHidden(), "a little above the end is no other place");
    const seen = page.locator("li.message", { hasText: "message 9," });
    const { y } = await seen.boundingBox();
    const bar = page.getByRole("button", { name: /Jump to present/ });
    fake.post({ content: "first new", ...FROM_BOB });
    await bar.filter({ hasText: "1 new message" }).waitFor();
    fake.post({ content: "second new", ...FROM_BOB });
    await bar.filter({ hasText: "2 new messages" }).waitFor();
    assert.equal((await seen.boundingBox()).y, y, "what is read does not move");
    await picture(page, "jump");
    assert.deepEqual(await barriers(page), []);
    await bar.click();
    await atPresent(page);
    await bar.waitFor({ state: "hidden" });
    fake.post({ content: "third new", ...FROM_BOB });
    await says(page, "third new");
    await atPresent(page);
  });
});

test("far from the present the way back is offered without news, and goes when one scrolls there", async () => {
  await inALongChannel(async (page) => {
    const view = await page.locator("#messages").evaluate((node) => node.clientHeight);
    await scrollUp(page, view + 50);
    const bar = page.getByRole("button", { name: /You're viewing older messages/ });
    await bar.waitFor();
    await page.mouse.wheel(0, 10_000);
    await atPresent(page);
    await bar.waitFor({ state: "hidden" });
  });
});

test("an edit above what is read does not move it", async () => {
  await inALongChannel(async (page, fake) => {
    await scrollUp(page, 400);
    const seen = page.locator("li.message", { hasText: "message 9," });
    const { y } = await seen.boundingBox();
    const { id } = fake.messages[2];
    fake.post({ id, content: lines(30, "grown"), edited: Date.now(), ...FROM_BOB });
    await page.getByText("grown 30").waitFor({ state: "attached" });
    assert.ok(Math.abs((await seen.boundingBox()).y - y) < 1);
  });
});

test("one's own message leads to the present", async () => {
  await inALongChannel(async (page, fake) => {
    await scrollUp(page, 900);
    fake.post({
      content: "what I say",
      interaction: null,
      author: { id: "11", name: "Ada", bot: false, app: false, color: "#e67e22" },
    });
    await says(page, "what I say");
    await atPresent(page);
  });
});

test("a message that is inspected stays where it was", async () => {
  await inALongChannel(async (page, fake) => {
    const { id } = fake.messages.at(-2);
    const message = page.locator(`li.message[data-id="${id}"]`);
    const { y } = await message.boundingBox();
    await message.hover();
    await message.getByRole("button", { name: "Inspect" }).click();
    await page.getByRole("heading", { name: "Inspector" }).waitFor();
    assert.ok(Math.abs((await message.boundingBox()).y - y) < 1);
    await page.keyboard.press("Escape");
    await page.locator("#inspector").waitFor({ state: "hidden" });
    assert.equal(
      await page.evaluate(() => document.activeElement.closest("li.message")?.dataset.id),
      id,
      "the focus is back",
    );
  });
});
