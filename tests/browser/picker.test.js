// What is sent is what was typed, unless a suggestion was chosen; and the ways to the Apps menu.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveFiles, withFake } from "./fake.js";
import { barriers, box, last, launch, picture } from "./support.js";

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

const SUGGESTIONS = ["Healthcare", "Hardware", "Retail"].map((name) => ({ name, value: name.toLowerCase() }));

/** Suggests the same three for everything, and answers the rest. */
function suggest(act) {
  return act.act === "completes" ? { status: "choices", choices: SUGGESTIONS } : { status: "answered" };
}

/** The options of the command that was sent last. */
function sent(fake) {
  return fake.acts.findLast(({ act }) => act === "command")?.options;
}

async function fillIn(page, words) {
  await box(page).fill("/ind");
  await page.keyboard.press("Tab");
  await page.getByRole("form", { name: "/industry" }).waitFor();
  await page.keyboard.type(words);
}

test("Enter sends the words as typed, although there are suggestions", async () => {
  await withFake({ browser, files, answer: suggest }, async (page, fake) => {
    await fillIn(page, "how much does a tpm earn");
    await page.getByRole("option", { name: "Healthcare" }).waitFor();
    assert.equal(await page.locator("#picker .line.active").count(), 0, "nothing is chosen unasked");
    await picture(page, "free-text");
    await page.keyboard.press("Enter");
    await box(page).waitFor();
    assert.deepEqual(sent(fake), { name: "how much does a tpm earn" });
  });
});

test("a suggestion that the arrow keys or the mouse chose is sent", async () => {
  await withFake({ browser, files, answer: suggest }, async (page, fake) => {
    await fillIn(page, "h");
    await page.getByRole("option", { name: "Hardware" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await box(page).waitFor();
    assert.deepEqual(sent(fake), { name: "hardware" });
    await fillIn(page, "r");
    await page.getByRole("option", { name: "Retail" }).click();
    await page.keyboard.press("Enter");
    await box(page).waitFor();
    assert.deepEqual(sent(fake), { name: "retail" });
  });
});

test("a line typed as plain text is sent as it stands, with Tab as with Enter", async () => {
  await withFake({ browser, files, answer: suggest }, async (page, fake) => {
    await box(page).focus();
    await page.keyboard.type("/industry how much");
    await page.getByRole("option", { name: "Healthcare" }).waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await box(page).inputValue(), "/industry how much");
    await box(page).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => !document.querySelector(".sending"));
    assert.equal(fake.acts.findLast(({ act }) => act === "types").line, "/industry how much");
  });
});

test("for: finds a person by either name, in whatever case", async () => {
  await withFake({ browser, files, answer: suggest }, async (page, fake) => {
    for (const typed of ["Bob", "bob", "@BOB", "bo"]) {
      fake.acts.length = 0;
      await fillIn(page, "bank");
      await page.getByRole("button", { name: "+ for" }).click();
      await page.keyboard.type(typed);
      await page.getByRole("option", { name: "@Bob" }).waitFor();
      await page.keyboard.press("Enter");
      if (await page.getByRole("form").count()) await page.keyboard.press("Enter");
      await box(page).waitFor();
      assert.deepEqual(sent(fake), { name: "bank", for: "12" }, typed);
    }
    await box(page).fill("/industry bank for:mi");
    await page.getByRole("option", { name: "@Mia" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("form", { name: "/industry" }).waitFor();
    await page.keyboard.press("Enter");
    await box(page).waitFor();
    assert.deepEqual(sent(fake), { name: "bank", for: "13" });
  });
});

test("an empty list says so, and a list that did not come says that", async () => {
  let outcome = { status: "choices", choices: [] };
  await withFake({ browser, files, answer: () => outcome }, async (page) => {
    await fillIn(page, "xyz");
    await page.getByText("No options match your search").waitFor();
    await picture(page, "no-options");
    assert.deepEqual(await barriers(page), []);
    outcome = { status: "nothing", reason: "The application did not respond." };
    await page.keyboard.type("z");
    await page.getByText("Loading options failed").waitFor();
    await page.keyboard.press("Escape");
    outcome = { status: "choices", choices: [] };
    await box(page).fill("/industry xyz");
    await page.getByText("No options match your search").waitFor();
  });
});

const QUESTION = {
  content: "What is a TPM?",
  interaction: null,
  inspect: null,
  author: { id: "12", name: "Bob", bot: false, app: false, color: "#1abc9c" },
};

test("a right click opens Apps at the pointer, and a link keeps the browser's menu", async () => {
  await withFake({ browser, files }, async (page, fake) => {
    const { id } = fake.post({ ...QUESTION, content: "What is a TPM? [more](https://example.org/a)" });
    await last(page)
      .getByText("What is")
      .click({ button: "right", position: { x: 20, y: 8 } });
    const menu = page.getByRole("menu", { name: "Apps" });
    await menu.waitFor();
    const text = await last(page).getByText("What is").boundingBox();
    const box = await menu.boundingBox();
    assert.ok(Math.abs(box.x - (text.x + 20)) < 8, "beside the pointer");
    await picture(page, "right-click");
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    await last(page).getByText("What is").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Ask TPM Guide" }).click();
    await page.waitForFunction(() => !document.querySelector(".sending"));
    assert.deepEqual(
      fake.acts.map(({ act, message, command }) => [act, message, command]),
      [["uses", id, "Ask TPM Guide"]],
    );
    const isTaken = await last(page)
      .getByRole("link")
      .evaluate(
        (link) => !link.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX: 9 })),
      );
    assert.equal(isTaken, false);
  });
});

test("a long press opens Apps, and a press that moves does not", async () => {
  await withFake(
    { browser, files },
    async (page, fake) => {
      fake.post(QUESTION);
      const { x, y } = await last(page).getByText("What is a TPM?").boundingBox();
      const touch = await page.context().newCDPSession(page);
      const send = (type, dx = 0) =>
        touch.send("Input.dispatchTouchEvent", {
          type,
          touchPoints: type === "touchEnd" ? [] : [{ x: x + 30 + dx, y: y + 10 }],
        });
      const menu = page.getByRole("menu", { name: "Apps" });
      await send("touchStart");
      await menu.waitFor();
      await send("touchEnd");
      await page.getByRole("menuitem", { name: "Ask TPM Guide" }).click();
      await page.waitForFunction(() => !document.querySelector(".sending"));
      assert.equal(fake.acts.at(-1).command, "Ask TPM Guide");
      await page.clock.install();
      await send("touchStart");
      await send("touchMove", 60);
      await page.clock.runFor(2000);
      await send("touchEnd");
      assert.ok(await menu.isHidden());
    },
    { width: 390, height: 700 },
  );
});
