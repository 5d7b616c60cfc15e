// The real program and a person at its page: what a member, a moderator and a curator do.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  atThePage as atPage,
  barriers,
  become,
  box,
  last,
  launch,
  picture,
  says,
  startPlayground,
  type,
} from "./support.js";

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

const atThePage = (story, given) => atPage(browser, playground, story, given);

/** Picks a command from the picker and fills in its first option, with nothing but the keyboard. */
async function pickByKeyboard(page, name, typed) {
  await box(page).focus();
  await page.keyboard.type(`/${name}`);
  await page
    .getByRole("option", { name: `/${name}` })
    .first()
    .waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("form", { name: `/${name}` }).waitFor();
  for (const words of typed) {
    await page.keyboard.type(words);
    await page.locator("#picker [role=option]").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  }
  await page.keyboard.press("Enter");
}

test("a newcomer's questions, from the hint", async () => {
  await atThePage(async (page) => {
    for (const [line, words] of [
      ["/ask do I need to code?", "Do TPMs write code?"],
      ["/tpm-vs-pm", "TPM or product manager?"],
      ["/industry healthcare", "Healthcare and life sciences"],
      ["/faq 3", "FAQ 3"],
    ]) {
      await page.locator(".example", { hasText: line }).click();
      await says(page, words);
    }
    assert.match(await last(page).locator(".origin").textContent(), /Ada used \/faq/);
  });
});

test("a line typed as plain text is answered at the first Enter", async () => {
  await atThePage(async (page) => {
    await box(page).focus();
    await page.keyboard.type("/industry healthcare");
    await page.keyboard.press("Enter");
    await says(page, "Healthcare and life sciences");
    await page.keyboard.type("/help");
    await page.keyboard.press("Enter");
    await says(page, "What you can ask");
    await page.keyboard.type("good morning");
    await page.keyboard.press("Enter");
    await says(page, "good morning");
    await page.keyboard.type("/nothing like this");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "not offered here" }).waitFor();
    assert.equal(await box(page).inputValue(), "/nothing like this");
  });
});

test("each command through the picker with the keyboard", async () => {
  const commands = [
    ["ask", ["do i need a degree"], "degree"],
    ["tpm-vs-pm", [], "TPM or product manager?"],
    ["compare", ["TPM", "project"], "TPM or project manager?"],
    ["role", ["product m"], "Product manager"],
    ["industry", ["fin"], "Fintech and banking"],
    ["career", [], "The path to a TPM job"],
    ["faq", ["degree"], "Do I need a degree"],
    ["interview", ["heal"], "healthcare"],
    ["topic", ["salary"], "salary"],
  ];
  await atThePage(async (page) => {
    for (const [name, typed, words] of commands) {
      const before = await page.locator("li.message:not(.sending)").count();
      await pickByKeyboard(page, name, typed);
      await page.locator("li.message:not(.sending)").nth(before).filter({ hasText: words }).waitFor();
    }
    await box(page).fill("/");
    await page.locator("#picker [role=option]").nth(13).waitFor();
    const offered = await page.locator("#picker [role=option] .line-label").allTextContents();
    assert.equal(offered.length, 14);
    await picture(page, "picker");
  });
});

test("autocomplete is live, and its choice is what is sent", async () => {
  await atThePage(async (page) => {
    await box(page).focus();
    await page.keyboard.type("/industry ");
    await page.getByRole("option", { name: "Healthcare and life sciences" }).waitFor();
    await page.keyboard.type("ban");
    await page.getByRole("option", { name: "Fintech and banking" }).waitFor();
    await picture(page, "autocomplete");
    assert.deepEqual(await barriers(page), []);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const field = page.getByRole("combobox", { name: "name" });
    assert.equal(await field.inputValue(), "Fintech and banking");
    await page.keyboard.press("Enter");
    await says(page, "Fintech and banking");
  });
});

test("what is typed into /ask is what is asked, although suggestions are open", async () => {
  await atThePage(async (page) => {
    await box(page).fill("/ask");
    await page.keyboard.press("Tab");
    await page.getByRole("form", { name: "/ask" }).waitFor();
    await page.keyboard.type("how much does a tpm earn");
    await page.locator("#picker [role=option]").first().waitFor();
    const count = await page.locator("li.message:not(.sending)").count();
    await page.keyboard.press("Enter");
    const message = page.locator("li.message:not(.sending)").nth(count);
    await message.hover();
    await message.getByRole("button", { name: "Inspect" }).click();
    const sent = await page.getByRole("region", { name: "Interaction sent" }).textContent();
    assert.match(sent, /"value": "how much does a tpm earn"/);
  });
});

test("a question in one's own words is answered, or honestly not", async () => {
  await atThePage(async (page) => {
    await type(page, "/ask what is the salary of a tpm?");
    const message = await says(page, "You asked: what is the salary of a tpm?");
    const same = page.locator(`li.message[data-id='${await message.getAttribute("data-id")}']`);
    assert.match(await same.getByRole("combobox").textContent(), /Not what you meant\?/);
    await picture(page, "ask-found");
    assert.deepEqual(await barriers(page), []);
    await same.getByRole("combobox").focus();
    await page.keyboard.press("Enter");
    await page.locator(".menu [role=option]").first().waitFor();
    await picture(page, "ask-instead");
    await page.keyboard.press("Enter");
    await same.getByText("Question:").waitFor({ state: "detached" });
    await type(page, "/ask qwrt zxcv");
    const unknown = await says(page, "I don't know that");
    await unknown.getByText("Only you can see this").waitFor();
    await picture(page, "ask-unknown");
  });
});

test("a message is asked about from the Apps menu, and the answer is shared", async () => {
  await atThePage(async (page) => {
    await become(page, "Bob");
    await type(page, "Do I need a degree to be a TPM?");
    await says(page, "Do I need a degree");
    await become(page, "Ada");
    await last(page).getByRole("button", { name: "Apps", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Ask TPM Guide" }).waitFor();
    await page.keyboard.press("Enter");
    const own = await says(page, "FAQ 12");
    await own.getByText("Only you can see this").waitFor();
    assert.match(await own.locator(".origin").textContent(), /Ada used Ask TPM Guide/);
    const id = await own.getAttribute("data-id");
    await picture(page, "message-answered");
    assert.deepEqual(await barriers(page), []);
    await own.getByRole("button", { name: "Share in channel" }).click();
    const shared = await says(page, "Shared by @Ada");
    await shared.getByRole("button", { name: "Go to the message" }).click();
    assert.notEqual(await shared.getAttribute("data-id"), id);
    await picture(page, "message-shared");
    await page.locator(`li.message[data-id='${id}']`).waitFor();
    await become(page, "Bob");
    await says(page, "Shared by @Ada");
    assert.equal(await page.locator(`li.message[data-id='${id}']`).count(), 0, "the private one is Ada's");
    assert.equal(await last(page).getByRole("button", { name: "Share in channel" }).count(), 0);
    await become(page, "Ada");
    await last(page).getByRole("button", { name: "Remove" }).click();
    await page.getByText("Shared by @Ada").waitFor({ state: "detached" });
  });
});

test("buttons, menu and page lead on; Remove removes", async () => {
  await atThePage(async (page) => {
    await type(page, "/tpm-vs-pm");
    const message = await says(page, "TPM or product manager?");
    const id = await message.getAttribute("data-id");
    const same = page.locator(`li.message[data-id='${id}']`);
    await same.getByRole("button", { name: "Page 2" }).click();
    await same.getByText("page 2 of 2").waitFor();
    const menu = same.getByRole("combobox");
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: /TPM or project manager/ }).click();
    await same.locator(".embed-title", { hasText: "TPM or project manager?" }).waitFor();
    assert.equal(
      await page.evaluate(() => document.activeElement.getAttribute("role")),
      "combobox",
      "the menu keeps the focus",
    );
    await same.locator(".button").first().click();
    await same.locator(".embed-title", { hasText: "TPM or project manager?" }).waitFor({ state: "detached" });
    await same.getByRole("button", { name: "Remove" }).click();
    await same.waitFor({ state: "detached" });
  });
});

test("a private answer is seen by one person and dismissed by them", async () => {
  await atThePage(async (page) => {
    await type(page, "/industry zzz");
    const message = await says(page, "I don't know that industry");
    await message.getByText("Only you can see this").waitFor();
    const id = await message.getAttribute("data-id");
    const same = page.locator(`li.message[data-id='${id}']`);
    await become(page, "Bob");
    assert.equal(await same.count(), 0);
    await become(page, "Ada");
    await same.getByRole("button", { name: "Dismiss message" }).click();
    await same.waitFor({ state: "detached" });
  });
});

test("who may do what: another member gets a copy, the moderator may remove", async () => {
  await atThePage(async (page) => {
    await type(page, "/industry fintech");
    const asked = await says(page, "Fintech and banking");
    const id = await asked.getAttribute("data-id");
    const same = page.locator(`li.message[data-id='${id}']`);
    await become(page, "Bob");
    await same.locator(".button").first().click();
    await last(page).getByText("Only you can see this").waitFor();
    assert.notEqual(await last(page).getAttribute("data-id"), id);
    await same.locator(".embed-title", { hasText: "Fintech and banking" }).waitFor();
    await same.getByRole("button", { name: "Remove" }).click();
    await page.waitForFunction(() => !document.querySelector(".busy"));
    await same.waitFor();
    await become(page, "Mia");
    await same.getByRole("button", { name: "Remove" }).click();
    await same.waitFor({ state: "detached" });
    await picture(page, "moderator");
  });
});

test("for: names and pings one person", async () => {
  await atThePage(async (page) => {
    await box(page).fill("/faq");
    await page.keyboard.press("Tab");
    await page.keyboard.type("3");
    await page.getByRole("button", { name: "+ for" }).click();
    await page.keyboard.type("Bo");
    await page.getByRole("option", { name: "@Bob" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    const message = await says(page, "@Bob");
    assert.equal(await message.locator(".mention").first().textContent(), "@Bob");
    await type(page, "/faq 5 for:BOB");
    await says(page, "FAQ 5");
    assert.equal(await last(page).locator(".mention").first().textContent(), "@Bob");
    await become(page, "Bob");
    await page.locator("li.message.pinged").last().waitFor();
  });
});

test("direct messages are a place of their own", async () => {
  await atThePage(async (page) => {
    await page.locator(".place", { hasText: "TPM Guide" }).click();
    await page.getByText("the beginning of your direct messages").waitFor();
    await type(page, "/role tpm");
    await says(page, "Technical program manager");
    assert.match(page.url(), /\.in=dm/);
    await picture(page, "direct-messages");
    await page.locator(".place", { hasText: "general" }).click();
    await page.getByText("Welcome to #general!").waitFor();
  });
});

test("the inspector shows both sides, the time and the limits", async () => {
  await atThePage(async (page) => {
    await type(page, "/industry healthcare");
    const message = await says(page, "Healthcare and life sciences");
    await message.hover();
    await message.getByRole("button", { name: "Inspect" }).click();
    const drawer = page.getByRole("complementary", { name: "Inspector" });
    await drawer.getByText(/of 3,000 ms/).waitFor();
    await drawer.getByText(/of 6,000/).waitFor();
    assert.match(await drawer.getByRole("region", { name: "Interaction sent" }).textContent(), /"name": "industry"/);
    assert.match(await drawer.getByRole("region", { name: "Answer received" }).textContent(), /"type": 4/);
    assert.ok((await drawer.getByRole("meter").count()) > 3);
    await picture(page, "inspector");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await drawer.getByRole("button", { name: "Copy everything as JSON" }).click();
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    assert.equal(copied.sent.data.name, "industry");
    await drawer.getByRole("button", { name: "Copy link to this question" }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /#\/industry\?name=healthcare$/);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
  });
});

test("a link restores who asked what, and a second look asks nothing again", async () => {
  await atThePage(
    async (page) => {
      // By its title: the answer before may offer a button of that name.
      await last(page).locator(".embed-title", { hasText: "Government" }).waitFor();
      assert.ok(await page.getByRole("radio", { name: /^Bob/ }).isChecked());
      const count = await page.locator("li.message").count();
      await last(page).locator(".button").first().click();
      await last(page).locator(".embed-title", { hasText: "Government" }).waitFor({ state: "detached" });
      await page.reload();
      await last(page).waitFor();
      await type(page, "/faq 2");
      await says(page, "FAQ 2");
      // An answer before may show that title already.
      await page.locator("li.message:not(.sending)").nth(count).waitFor();
      assert.equal(await page.locator("li.message:not(.sending)").count(), count + 1);
      assert.match(page.url(), /#\/faq\?question=2&\.as=bob$/);
    },
    { hash: "#/industry?name=government&.as=bob" },
  );
});

test("the language is the person's", async () => {
  await atThePage(async (page) => {
    await page.getByLabel("Language").selectOption("de");
    await page.locator("#message-list[aria-busy=false]").waitFor();
    await type(page, "/faq 4");
    const message = await says(page, "FAQ 4");
    await message.getByRole("button", { name: "Inspect" }).click();
    assert.match(await page.getByRole("region", { name: "Interaction sent" }).textContent(), /"locale": "de"/);
  });
});

test("the page connects again by itself when the program was restarted", async () => {
  const forgive = (complaint) => /WebSocket connection|ERR_CONNECTION_REFUSED|Failed to load resource/.test(complaint);
  await atThePage(
    async (page) => {
      await type(page, "/faq 3");
      await says(page, "FAQ 3");
      await playground.halt();
      await page.getByText("The playground does not answer").waitFor();
      await picture(page, "lost");
      await type(page, "/faq 4");
      await page.getByRole("alert").filter({ hasText: "Not connected" }).waitFor();
      await playground.resume();
      await page.locator("#status[data-state=connected]").waitFor({ timeout: 15_000 });
      await page.getByRole("alert").filter({ hasText: "Not connected" }).waitFor({ state: "detached" });
      await type(page, "/faq 5");
      await says(page, "FAQ 5");
    },
    { forgive },
  );
});

test("a page from elsewhere gets nothing", async () => {
  const { host } = new URL(playground.url);
  const answer = await fetch(`${playground.url}/session`, { headers: { Origin: "http://evil.example" } }).catch(
    () => null,
  );
  assert.ok(answer === null || answer.headers.get("access-control-allow-origin") === null);
  const policy = (await fetch(playground.url)).headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'/);
  assert.ok(host.startsWith("127.0.0.1:"));
});
