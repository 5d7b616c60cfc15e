// A curator edits the knowledge: every open answer is renewed in its place, and mistakes are listed.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import {
  atThePage as atPage,
  barriers,
  become,
  last,
  launch,
  picture,
  says,
  startPlayground,
  type,
} from "./support.js";

let browser;
let playground;
let file;
let written;

before(async () => {
  browser = await launch();
  playground = await startPlayground();
  file = path.join(playground.knowledge, "en/industries/health.yaml");
  written = await readFile(file, "utf8");
});
beforeEach(() => writeFile(file, written));
after(async () => {
  await browser?.close();
  await playground?.stop();
});

const atThePage = (story, given) => atPage(browser, playground, story, given);

/** The titles of the answers and the texts of the messages, in order. */
function inOrder(page) {
  return page
    .locator("li.message:not(.sending)")
    .evaluateAll((items) =>
      items.map((item) => (item.querySelector(".embed-title") ?? item.querySelector(".content")).textContent),
    );
}

test("every open answer is renewed in its place, those of another person when one is that person", async () => {
  const edited = written.replace("title: Healthcare and life sciences", "title: Health care as edited");
  await atThePage(async (page) => {
    await become(page, "Bob");
    await type(page, "/industry healthcare");
    await says(page, "Healthcare and life sciences");
    await become(page, "Ada");
    for (const [line, words] of [
      ["/industry healthcare", "Healthcare and life sciences"],
      ["Healthcare and life sciences", "Healthcare and life sciences"],
      ["/ask what is tpm work like in healthcare?", "Healthcare and life sciences"],
      ["/industry zzz", "I don't know that industry"],
      ["/role tpm", "Technical program manager"],
      ["/industry health", "Healthcare and life sciences"],
      ["/faq 3", "FAQ 3"],
    ]) {
      await type(page, line);
      await says(page, words);
    }
    const before = await inOrder(page);
    assert.equal(before.length, 8);
    await page.locator("#messages").hover();
    await page.mouse.wheel(0, -300);
    await page.waitForFunction(() => {
      const view = document.querySelector("#messages");
      return view.scrollHeight - view.scrollTop - view.clientHeight >= 299;
    });
    await writeFile(file, edited);
    // Bob's answer waits for Bob, and what Ada said is no answer.
    const wanted = before.map((title, index) =>
      index === 0 || index === 2 ? title : title.replace("Healthcare and life sciences", "Health care as edited"),
    );
    await page.waitForFunction(
      (count) =>
        [...document.querySelectorAll(".embed-title")].filter((node) => node.textContent.includes("as edited"))
          .length === count,
      wanted.filter((title) => title.includes("as edited")).length,
    );
    assert.deepEqual(await inOrder(page), wanted);
    assert.ok(await page.locator("#jump").isHidden(), "renewed answers are no news");
    await picture(page, "renewed");
    await become(page, "Bob");
    await page.locator("li.message").first().locator(".embed-title", { hasText: "Health care as edited" }).waitFor();
    assert.equal(await page.getByText("Healthcare and life sciences").count(), 1, "only what Ada said still says so");
  });
});

test("a curator's edit redraws the open answer; a mistake is listed and the old answer stays", async () => {
  const edited = written.replace("title: Healthcare and life sciences", "title: Health care as edited");
  assert.notEqual(edited, written);
  await atThePage(async (page) => {
    await type(page, "/industry healthcare");
    const message = await says(page, "Healthcare and life sciences");
    const same = page.locator(`li.message[data-id='${await message.getAttribute("data-id")}']`);
    await writeFile(file, edited);
    await same.locator(".embed-title", { hasText: "Health care as edited" }).waitFor();
    await writeFile(file, `${edited}\n- id: broken\n  lead: 7\n`);
    await page.locator("#problems .problem").first().waitFor();
    assert.match(await page.locator("#problems .where").first().textContent(), /health\.yaml:\d+$/);
    await same.locator(".embed-title", { hasText: "Health care as edited" }).waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "problems");
    await type(page, "/industry health");
    await says(page, "Health care as edited");
    await writeFile(file, written);
    await page.locator("#problems").waitFor({ state: "hidden" });
    await last(page).locator(".embed-title", { hasText: "Healthcare and life sciences" }).waitFor();
  });
});

test("an answer without a menu is asked for again, and takes the old one's place", async () => {
  await atThePage(async (page) => {
    await type(page, "/industry zzz");
    await says(page, "I don't know that industry");
    const count = await page.locator("li.message").count();
    const id = await last(page).getAttribute("data-id");
    await writeFile(file, written.replace("short: Healthcare", "short: Healthcare work"));
    await page.locator(`li.message[data-id='${id}']`).waitFor({ state: "detached" });
    await says(page, "I don't know that industry");
    assert.equal(await page.locator("li.message:not(.sending)").count(), count);
    const next = await last(page).getAttribute("data-id");
    await writeFile(file, written);
    await page.locator(`li.message[data-id='${next}']`).waitFor({ state: "detached" });
  });
});

test("an answer to a message is asked for again, and sharing is not done again", async () => {
  await atThePage(async (page) => {
    await type(page, "Healthcare and life sciences");
    await says(page, "Healthcare and life sciences");
    await last(page).getByRole("button", { name: "Apps", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Ask TPM Guide" }).click();
    const own = await says(page, "What the work looks like");
    const id = await own.getAttribute("data-id");
    await writeFile(file, written.replace("short: Healthcare", "short: Healthcare work"));
    await page.locator(`li.message[data-id='${id}']`).waitFor({ state: "detached" });
    const next = await says(page, "What the work looks like");
    await next.getByRole("button", { name: "Share in channel" }).click();
    await says(page, "Shared by @Ada");
    await page.getByRole("button", { name: "Shared", exact: true, disabled: true }).waitFor();
    await writeFile(file, written);
    await type(page, "/faq 3");
    await says(page, "FAQ 3");
    assert.equal(await page.getByText("Shared by @Ada").count(), 1);
  });
});
