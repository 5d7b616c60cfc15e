// Warnings of the knowledge: they are listed like mistakes, while the edited files are in use.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { atThePage as atPage, barriers, launch, picture, says, startPlayground, type } from "./support.js";

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

/** A review on a day to come, which is a warning on any day that the test runs. */
function warned() {
  const edited = written
    .replace("title: Healthcare and life sciences", "title: Health care as edited")
    .replace(/reviewed: \d{4}-\d\d-\d\d/, "reviewed: 2999-01-01");
  assert.match(edited, /as edited[^]*2999/);
  return edited;
}

test("a warning is listed while the edited answer is served, and a mistake stands before it", async () => {
  await atThePage(async (page) => {
    const panel = page.locator("#problems");
    const button = page.locator("#open-problems");
    const warning = panel.locator(".problem.warning", { hasText: "2999" });
    await type(page, "/industry healthcare");
    await says(page, "Healthcare and life sciences");
    await writeFile(file, warned());
    await warning.waitFor();
    await says(page, "Health care as edited");
    assert.match(await warning.locator(".where").textContent(), /health\.yaml:\d+$/);
    assert.match(await warning.locator(".what").textContent(), /^warning/);
    assert.match(await panel.textContent(), /The files are in use/);
    assert.match(await button.textContent(), /^\d+ warnings?$/);
    assert.deepEqual(await barriers(page), []);
    await picture(page, "warnings");

    await panel.getByRole("button", { name: "Close the problems" }).click();
    await panel.waitFor({ state: "hidden" });
    const line = Number(/\d+$/.exec(await warning.locator(".where").textContent())[0]);
    await writeFile(file, `# A line above everything\n${warned()}`);
    await warning.locator(".where", { hasText: new RegExp(`:${line + 1}$`) }).waitFor({ state: "attached" });
    assert.ok(await panel.isHidden(), "a warning on another line is no news");
    await button.click();
    await warning.waitFor();
    await button.click();
    await panel.waitFor({ state: "hidden" });

    await writeFile(file, `${warned()}\n- id: broken\n  lead: 7\n`);
    await panel.locator(".problem.error").first().waitFor();
    assert.match(await button.textContent(), /^\d+ mistakes?, \d+ warnings?$/);
    assert.match(await panel.locator(".problem").first().getAttribute("class"), /error/, "mistakes come first");
    assert.match(await panel.textContent(), /cannot be used/);

    await writeFile(file, written);
    await warning.waitFor({ state: "detached" });
  });
});

test("warnings that are there from the start are counted and do not open the list", async () => {
  await writeFile(file, warned());
  await atThePage(async (page) => {
    await page.locator("#open-problems", { hasText: "warning" }).waitFor();
    // What was read before the edit may have arrived first; a page that begins later begins with the warning.
    await page.reload();
    await page.locator("#open-problems", { hasText: "warning" }).waitFor();
    assert.ok(await page.locator("#problems").isHidden());
    await page.locator("#open-problems").click();
    await page.locator("#problems .problem.warning", { hasText: "2999" }).waitFor();
  });
});
