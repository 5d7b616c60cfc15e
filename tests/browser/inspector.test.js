// The inspector: every request about an interaction, and what is left of a message that was deleted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveFiles, withFake } from "./fake.js";
import { atThePage, barriers, last, launch, picture, says, startPlayground, type } from "./support.js";

let browser;
let files;
let playground;

before(async () => {
  browser = await launch();
  [files, playground] = await Promise.all([serveFiles(), startPlayground()]);
});
after(async () => {
  await browser?.close();
  await files?.close();
  await playground?.stop();
});

const HOOK = "/api/v10/webhooks/1/…";
const call = (method, path, status, millis, body) => ({ by_bot: true, method, path, status, rule: null, millis, body });
const CALLS = [
  { ...call("POST", "/api/v10/interactions/7/…/callback", 204, 3.2, null), accepted: true },
  call("PATCH", `${HOOK}/messages/@original`, 200, 812.5, { content: "the answer" }),
  call("POST", HOOK, 200, 830, { content: "a follow-up", flags: 64 }),
  { ...call("PATCH", `${HOOK}/messages/8`, 400, 840, { content: "" }), rule: "M01" },
  call("DELETE", `${HOOK}/messages/8`, 204, 900, null),
];
const INSPECT = {
  sent: { type: 2, data: { type: 1, name: "industry" } },
  received: { type: 5, data: { flags: 64 } },
  millis: 3.2,
  calls: CALLS,
  limits: [],
  refused: [],
};

test("callback, edits, follow-ups and deletions are listed in their order", async () => {
  await withFake({ browser, files }, async (page, fake) => {
    fake.post({ id: "600", content: "the answer", inspect: { ...INSPECT, calls: CALLS.slice(0, 1) } });
    await last(page).getByRole("button", { name: "Inspect" }).click();
    const drawer = page.getByRole("complementary", { name: "Inspector" });
    assert.match(await drawer.getByRole("region", { name: "Answer received" }).textContent(), /"type": 5/);
    await drawer.getByText("type 5: deferred").waitFor();
    // What comes later arrives while the inspector is open.
    fake.post({ id: "600", content: "the answer", edited: Date.now(), inspect: INSPECT });
    await drawer.getByRole("heading", { name: "Deletion of a follow-up" }).waitFor();
    assert.deepEqual(await drawer.getByRole("heading", { level: 3 }).allTextContents(), [
      "Interaction sent",
      "Answer received",
      "Edit of the answer",
      "Follow-up",
      "Edit of a follow-up",
      "Deletion of a follow-up",
    ]);
    assert.match(await drawer.getByRole("region", { name: "Edit of the answer" }).textContent(), /"the answer"/);
    assert.match(await drawer.getByRole("region", { name: "Follow-up", exact: true }).textContent(), /"flags": 64/);
    const lines = await drawer.locator(".call").allTextContents();
    assert.match(lines[1], /^PATCH \/webhooks\/1\/…\/messages\/@original.*200.*after 812\.5 ms$/);
    assert.match(lines[3], /400 M01/);
    await picture(page, "inspector-calls");
    assert.deepEqual(await barriers(page), []);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await drawer.getByRole("button", { name: "Copy everything as JSON" }).click();
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    assert.equal(copied.calls.length, 5);
  });
});

test("a message that is deleted while it is inspected shows how", async () => {
  await withFake({ browser, files }, async (page, fake) => {
    fake.post({ id: "600", content: "the answer", inspect: { ...INSPECT, calls: CALLS.slice(0, 2) } });
    await last(page).getByRole("button", { name: "Inspect" }).click();
    const drawer = page.getByRole("complementary", { name: "Inspector" });
    const calls = [...CALLS.slice(0, 2), call("DELETE", `${HOOK}/messages/@original`, 204, 950, null)];
    fake.remove("600", { ...INSPECT, calls });
    await drawer.getByText("This message was deleted.").waitFor();
    await drawer.getByRole("heading", { name: "Deletion of the answer" }).waitFor();
    assert.equal(await page.locator("li.message").count(), 0);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    // Another person's deletion leaves nothing to inspect.
    fake.post({ id: "601", content: "another", inspect: INSPECT });
    await last(page).getByRole("button", { name: "Inspect" }).click();
    fake.remove("601");
    await drawer.waitFor({ state: "hidden" });
  });
});

test("the real bot's callback and deletion are shown", async () => {
  await atThePage(browser, playground, async (page) => {
    await type(page, "/faq 3");
    const message = await says(page, "FAQ 3");
    await message.hover();
    await message.getByRole("button", { name: "Inspect" }).click();
    const drawer = page.getByRole("complementary", { name: "Inspector" });
    await drawer.getByText("type 4: message").waitFor();
    assert.match(await drawer.locator(".call code").first().textContent(), /^POST \/interactions\/\d+\/…\/callback$/);
    await message.getByRole("button", { name: "Page 2" }).or(message.locator(".row .button")).first().click();
    await drawer.getByText("type 7: update").waitFor();
    await message.locator(".row .button").last().click();
    await drawer.getByText("This message was deleted.").waitFor();
    await drawer.getByRole("heading", { name: "Deletion of the answer" }).waitFor();
    await picture(page, "inspector-deleted");
    const told = await drawer.textContent();
    assert.doesNotMatch(told, /playground-interaction\.\d/, "no token is shown");
  });
});
