// A server's own entries, played by staff and a member in the real program.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { atThePage as atPage, barriers, become, box, last, launch, picture, says, startPlayground, type } from "./support.js";

let browser;
let playground;

before(async () => {
  browser = await launch();
  playground = await startPlayground();
});
after(async () => {
  await browser?.close();
  await playground?.stop();
});

/** The dialog with this title. */
const dialog = (page, name) => page.getByRole("dialog", { name });

test("an entry is written, looked at, published, found, changed, and brought back", async () => {
  await atPage(browser, playground, async (page) => {
    await become(page, "Mia");
    await type(page, "/guide add");
    const form = dialog(page, "Add an entry");
    await form.getByRole("textbox", { name: "Title" }).fill("How we run stand-ups");
    await form.getByRole("textbox", { name: "Answer", exact: true }).fill("Every day at **ten**, on voice.\n\n## Rules\n- Fifteen minutes at most\n- Blockers first\n\nMore at https://example.org/stand-ups.");
    await form.getByLabel("Other names").fill("daily");
    await form.getByLabel("Questions it answers").fill("when is stand-up?\nwhere do we hold the daily?");
    await picture(page, "own-form");
    assert.deepEqual(await barriers(page), []);
    await form.getByRole("button", { name: "Submit" }).click();
    const preview = await says(page, "This is how members will see it");
    await preview.filter({ hasText: "It names no source" }).waitFor();
    await picture(page, "own-preview");
    await preview.getByRole("button", { name: "Publish" }).click();
    await says(page, "Members get How we run stand-ups from now on");
    await picture(page, "own-published");

    await become(page, "Ada");
    await type(page, "/ask when is the stand-up");
    await says(page, "From this server");
    await picture(page, "own-answer");
    assert.deepEqual(await barriers(page), []);
    await type(page, "/topic daily");
    await says(page, "Fifteen minutes at most");
    await type(page, "/help");
    await says(page, "Also answered here");
    await picture(page, "own-help");

    await become(page, "Mia");
    await type(page, "/guide list");
    await says(page, "1 entry of 200");
    await picture(page, "own-list");
    await type(page, "/guide settings");
    await says(page, "Settings of this server");
    await picture(page, "own-settings");
    await type(page, "/guide edit entry:How we run stand-ups");
    await dialog(page, "Edit How we run stand-ups").getByLabel("Source").fill("Team handbook");
    await page.getByRole("button", { name: "Submit" }).click();
    await (await says(page, "This is how members will see it")).getByRole("button", { name: "Publish" }).click();
    const published = await says(page, "Revision 2");
    await published.getByRole("button", { name: "History" }).click();
    await says(page, "History of How we run stand-ups");
    await picture(page, "own-history");
    await type(page, "/guide remove entry:How we run stand-ups");
    await (await says(page, "Remove this entry?")).getByRole("button", { name: "Remove" }).click();
    const removed = await says(page, "Members no longer get");
    await removed.getByRole("button", { name: "Undo" }).click();
    await says(page, "Published");
    await type(page, "/guide export");
    await says(page, "as YAML");
    await picture(page, "own-export");
  });
});
