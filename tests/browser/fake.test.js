// What the real bot never does, played by a fake program: forms, hostile content, failures, bad frames.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveFiles, withFake as onFake } from "./fake.js";
import { barriers, box, last, launch, picture, says, type } from "./support.js";

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

const withFake = (answer, story, given) => onFake({ browser, files, answer }, story, given);

test("hostile content stays text", async () => {
  const evil =
    '<img src=x onerror=alert(1)><script>alert(1)</script> [x](javascript:alert(1)) "onload="x &lt;b&gt; <svg/onload=alert(1)>';
  await withFake(undefined, async (page, fake) => {
    let alerts = 0;
    page.on("dialog", (dialog) => {
      alerts += 1;
      dialog.dismiss();
    });
    fake.post({
      content: evil,
      author: { id: "1", name: evil, bot: true, app: true, color: "red;background:url(http://evil.example)" },
      embeds: [
        {
          title: evil,
          description: evil,
          url: "javascript:alert(1)",
          color: 1096065,
          author: { name: evil, url: "data:text/html,x" },
          footer: { text: evil, icon_url: "http://evil.example/i.png" },
          image: { url: "http://evil.example/x.png" },
          fields: [
            { name: evil, value: evil, inline: true },
            { name: "b", value: "c", inline: true },
          ],
        },
      ],
      components: [
        {
          type: 1,
          components: [
            { type: 2, style: 5, label: evil, url: "javascript:alert(1)" },
            { type: 2, style: 1, label: evil, custom_id: evil },
          ],
        },
        {
          type: 1,
          components: [
            {
              type: 3,
              custom_id: "m",
              placeholder: evil,
              options: [{ label: evil, value: evil, description: evil, emoji: { name: evil } }],
            },
          ],
        },
      ],
      interaction: { id: "9", user: { id: "11", name: evil }, name: evil, kind: 2, command_type: 1 },
    });
    await says(page, "<script>alert(1)</script>");
    assert.equal(
      await page
        .locator(
          "#message-list script, #message-list img, #message-list a[href^=javascript], #message-list a[href^=data], #message-list [onerror]",
        )
        .count(),
      0,
    );
    assert.equal(await page.locator(".button.link").getAttribute("href"), null);
    await page.getByRole("button", { name: "Inspect" }).click();
    await page.getByRole("heading", { name: "Inspector" }).waitFor();
    fake.send({
      knowledge: {
        place: evil,
        entries: 1,
        version: 1,
        problems: [{ file: evil, line: 1, path: evil, message: evil, severity: "error" }],
      },
    });
    await page.locator(".problem").waitFor();
    assert.equal(await page.locator("script:not([src])").count(), 0);
    assert.equal(alerts, 0);
    await picture(page, "hostile");
  });
});

test("markdown is drawn as in Discord", async () => {
  const all =
    "# Heading\n**bold** *italic* __under__ ~~gone~~ `code` ||secret||\n> a quote\n- one\n  - two\n\n1. first\n2. second\n```js\nlet x = 1;\n```\n<@12> <t:1790000000:R> [a link](https://example.org/a) @everyone\n-# small print";
  await withFake(undefined, async (page, fake) => {
    fake.post({ content: all, embeds: [{ title: "In an embed", description: all, color: 5793266 }] });
    const message = last(page);
    await message.locator(".content strong", { hasText: "bold" }).waitFor();
    assert.equal(await message.locator(".content .mention").first().textContent(), "@Bob");
    const link = message.locator(".content a");
    assert.match(await link.getAttribute("rel"), /noopener/);
    const spoiler = message.locator(".content .spoiler");
    assert.equal(await spoiler.locator("[inert]").count(), 1);
    await spoiler.focus();
    await page.keyboard.press("Enter");
    assert.equal(await spoiler.locator("[inert]").count(), 0);
    await picture(page, "markdown");
    assert.deepEqual(await barriers(page), []);
  });
});

test("a form opens, insists, is sent, and gives the focus back", async () => {
  const modal = {
    custom_id: "form",
    title: "Suggest an entry",
    components: [
      {
        type: 18,
        label: "Name",
        description: "As people type it",
        component: { type: 4, custom_id: "name", style: 1, max_length: 50, required: true },
      },
      {
        type: 18,
        label: "Kind",
        component: {
          type: 3,
          custom_id: "kind",
          options: [
            { label: "Industry", value: "industry" },
            { label: "Role", value: "role" },
          ],
        },
      },
      { type: 1, components: [{ type: 4, custom_id: "why", label: "Why", style: 2, required: false }] },
    ],
  };
  const answer = (act, fake) => {
    if (act.act === "clicks") return { status: "modal", modal, interaction: "77" };
    if (act.fields.name === "") return { status: "cannot", reason: "The field Name of the modal: it is required." };
    fake.post({ content: `Thank you for ${act.fields.name}, ${act.fields.kind}` });
    return { status: "answered" };
  };
  await withFake(answer, async (page, fake) => {
    fake.post({
      content: "Missing something?",
      components: [{ type: 1, components: [{ type: 2, style: 1, label: "Suggest", custom_id: "s" }] }],
    });
    await page.getByRole("button", { name: "Suggest" }).click();
    const dialog = page.getByRole("dialog", { name: "Suggest an entry" });
    await dialog.waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "modal");
    await dialog.getByRole("button", { name: "Submit" }).click();
    await dialog.getByText("it is required").waitFor();
    await dialog.getByLabel("Name").fill("Aerospace");
    await dialog.getByLabel("Kind").selectOption("role");
    await page.keyboard.press("Tab");
    await dialog.getByRole("button", { name: "Submit" }).click();
    await says(page, "Thank you for Aerospace, role");
    assert.equal(await dialog.count(), 0);
    assert.deepEqual(fake.acts.at(-1).fields, { name: "Aerospace", kind: "role", why: "" });
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Suggest");
  });
});

test("what comes to nothing is said as Discord says it, with the rule that was broken", async () => {
  const answer = (act, fake) => {
    if (act.act === "clicks") {
      fake.post({
        id: "902",
        content: "This interaction failed",
        failed: true,
        ephemeral: true,
        replies_to: "900",
        interaction: { id: "902", user: { id: "11", name: "Ada" }, name: null, kind: 3 },
      });
      return { status: "nothing", reason: "The application did not respond." };
    }
    fake.post({
      content: "The application did not respond",
      failed: true,
      ephemeral: true,
      inspect: {
        sent: { type: 2, data: { name: "faq" } },
        received: null,
        millis: null,
        limits: [],
        refused: [{ rule: "M01", status: 400, body: { code: 50035, message: "Invalid Form Body" } }],
      },
    });
    return { status: "refused", rule: "M01", reason: "Discord refused the bot's answer." };
  };
  await withFake(answer, async (page, fake) => {
    fake.post({
      id: "900",
      content: "Press",
      components: [
        {
          type: 1,
          components: [
            { type: 2, style: 2, label: "Go", custom_id: "g" },
            { type: 2, style: 4, label: "Never", custom_id: "n", disabled: true },
          ],
        },
      ],
    });
    await page.getByRole("button", { name: "Go" }).click();
    await page.locator("li.message[data-id='900'] .failure", { hasText: "This interaction failed" }).waitFor();
    assert.equal(await page.locator("li.message").count(), 1);
    assert.ok(await page.getByRole("button", { name: "Never" }).isDisabled());
    await type(page, "/faq 3");
    await says(page, "The application did not respond");
    assert.match(await last(page).textContent(), /M01: Invalid Form Body.*Only you can see this/s);
    await last(page).getByRole("button", { name: "Inspect" }).click();
    await page.getByText("HTTP 400 · Invalid Form Body").waitFor();
    await page.getByText("No answer").waitFor();
    await picture(page, "refused");
    assert.deepEqual(await barriers(page), []);
  });
});

test("thinking, then the answer in its place, with the focus kept", async () => {
  const row = (label) => [
    {
      type: 1,
      components: [
        { type: 2, style: 2, label, custom_id: "keep" },
        { type: 2, style: 3, label: "Yes", custom_id: "y" },
      ],
    },
  ];
  await withFake(undefined, async (page, fake) => {
    fake.post({ id: "500", loading: true });
    await says(page, "TPM Guide is thinking…");
    fake.post({ id: "500", content: "Done", components: row("One") });
    await page.getByRole("button", { name: "One" }).focus();
    fake.post({ id: "500", content: "Done again", components: row("Two"), edited: Date.now() });
    await says(page, "Done again");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Two");
    assert.match(await last(page).textContent(), /\(edited\)/);
  });
});

test("a menu of which several may be chosen sends when it closes", async () => {
  await withFake(undefined, async (page, fake) => {
    const options = ["Alpha", "Beta", "Gamma"].map((label) => ({ label, value: label.toLowerCase() }));
    fake.post({
      content: "Pick",
      components: [
        {
          type: 1,
          components: [{ type: 3, custom_id: "many", placeholder: "Some…", min_values: 1, max_values: 2, options }],
        },
      ],
    });
    const menu = page.getByRole("combobox", { name: "Some…" });
    await menu.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.press("g");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    assert.deepEqual(
      fake.acts.map(({ act, values }) => [act, values]),
      [["selects", ["alpha", "gamma"]]],
    );
  });
});

test("a message command is used from the Apps menu with the keyboard", async () => {
  await withFake(undefined, async (page, fake) => {
    const { id } = fake.post({
      content: "What is a TPM?",
      interaction: null,
      author: { id: "12", name: "Bob", bot: false, app: false, color: "#1abc9c" },
    });
    await page.getByRole("button", { name: "Apps", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Ask TPM Guide" }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => !document.querySelector(".sending"));
    assert.deepEqual(
      fake.acts.map(({ act, message, command }) => [act, message, command]),
      [["uses", id, "Ask TPM Guide"]],
    );
  });
});

test("options that the page itself can list: people and yes or no", async () => {
  await withFake(
    (act) => (act.act === "completes" ? { status: "choices", choices: [] } : { status: "answered" }),
    async (page, fake) => {
      await box(page).fill("/ind");
      await page.keyboard.press("Tab");
      await page.getByLabel("name", { exact: true }).fill("bank");
      await page.getByRole("button", { name: "+ for" }).click();
      await page.keyboard.type("bo");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "+ private" }).click();
      await page.keyboard.type("t");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await page.locator("#composer-input").waitFor();
      assert.deepEqual(fake.acts.at(-1).options, { name: "bank", for: "12", private: true });
    },
  );
});

test("a command is not sent without what it requires", async () => {
  await withFake(
    () => ({ status: "choices", choices: [] }),
    async (page, fake) => {
      await box(page).fill("/ind");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await page.getByText("This option is required.").waitFor();
      assert.equal(fake.acts.filter(({ act }) => act === "command").length, 0);
      await page.keyboard.press("Escape");
      assert.equal(await box(page).inputValue(), "/industry ");
    },
  );
});

test("the app is offline until a bot is connected", async () => {
  await withFake(undefined, async (page, fake) => {
    const detail = "No bot is connected. It is online once it identifies with the gateway, or sets an endpoint.";
    fake.send({ bot: { state: "offline", detail } });
    await page.locator("#status", { hasText: "Offline" }).waitFor();
    await page.locator("#status-bar", { hasText: detail }).waitFor();
    await page.locator(".place .avatar.offline").waitFor();
    await picture(page, "offline");
    assert.deepEqual(await barriers(page), []);
    fake.send({ bot: { state: "connected", detail: "" } });
    await page.locator("#status", { hasText: "Connected" }).waitFor();
    await page.locator("#status-bar").waitFor({ state: "hidden" });
    await page.locator(".place .avatar.online").waitFor();
  });
});
