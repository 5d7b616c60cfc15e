// What staff of a server do: sub-commands, files to attach and to save, forms of many fields, roles.

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

const option = (type, name, more = {}) => ({
  type,
  name,
  description: `The ${name} of it`,
  required: false,
  autocomplete: false,
  choices: [],
  ...more,
});
const GUIDE = {
  name: "guide",
  type: 1,
  description: "What this server adds",
  restricted: true,
  options: [
    {
      type: 1,
      name: "add",
      description: "Add an entry",
      options: [option(3, "replaces", { autocomplete: true })],
    },
    { type: 1, name: "list", description: "Every entry of this server", options: [] },
    { type: 1, name: "import", description: "Read a file", options: [option(11, "file", { required: true })] },
    {
      type: 2,
      name: "roles",
      description: "Who may edit",
      options: [{ type: 1, name: "show", description: "Show them", options: [] }],
    },
  ],
};
const ROLES = [
  { id: "501", name: "Editors" },
  { id: "502", name: "Readers" },
];
const member = (...roles) => ({ role: "member", roles });
const manager = { role: "server manager", roles: [] };
const channel = (id, server, roles, people) => ({ id, name: "general", kind: "channel", server, roles, people });
const WORLD = {
  commands: [GUIDE],
  places: [
    channel("general", "Playground", ROLES, { ada: member(), bob: member("Editors"), mia: manager }),
    channel("Elsewhere/general", "Elsewhere", [], { ada: manager, mia: member() }),
    { id: "dm", name: "TPM Guide", kind: "dm" },
  ],
};

function open(answer, story, given) {
  return withFake({ browser, files, answer, world: WORLD }, story, given);
}

test("each sub-command is a line of the picker, with fields of its own", async () => {
  const answer = (act) =>
    act.act === "completes"
      ? { status: "choices", choices: [{ name: "Frequent questions", value: "faq" }] }
      : { status: "answered" };
  await open(answer, async (page, fake) => {
    await box(page).fill("/guide");
    const lines = page.locator("#picker [role=option]");
    await lines.first().waitFor();
    const names = await lines.locator(".line-label").evaluateAll((all) => all.map((one) => one.firstChild.textContent));
    assert.deepEqual(names, ["/guide add", "/guide list", "/guide import", "/guide roles show"]);
    await picture(page, "sub-commands");
    assert.deepEqual(await barriers(page), []);
    await box(page).fill("/guide a");
    await page.keyboard.press("Tab");
    const form = page.getByRole("form", { name: "/guide add" });
    await form.getByRole("button", { name: "+ replaces" }).click();
    await page.keyboard.type("fre");
    await page.getByRole("option", { name: "Frequent questions" }).click();
    await page.keyboard.press("Enter");
    await box(page).waitFor();
    const { name, options } = fake.acts.findLast(({ act }) => act === "command");
    assert.deepEqual([name, options], ["guide add", { replaces: "faq" }]);
    const asked = fake.acts.findLast(({ act }) => act === "completes");
    assert.deepEqual([asked.name, asked.option], ["guide add", "replaces"]);

    await box(page).fill("/guide list");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => !document.querySelector(".sending"));
    assert.equal(fake.acts.findLast(({ act }) => act === "types").line, "/guide list", "whole as it stands");
    await box(page).fill("/guide add replaces:fre");
    await page.getByRole("option", { name: "Frequent questions" }).waitFor();
    assert.equal(fake.acts.findLast(({ act }) => act === "completes").value, "fre");
  });
});

test("a file is attached to an option, and its name is what one reads", async () => {
  await open(
    undefined,
    async (page, fake) => {
      await box(page).fill("/guide import ");
      await page.getByRole("form", { name: "/guide import" }).waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await box(page).inputValue(), "/guide import");
      await box(page).fill("/guide im");
      await page.keyboard.press("Tab");
      const form = page.getByRole("form", { name: "/guide import" });
      const input = form.getByLabel("file");
      await form.getByRole("button", { name: "Send" }).click();
      await page.getByText("This option is required.").waitFor();
      assert.deepEqual(await barriers(page), []);
      await input.setInputFiles({ name: "refused.yaml", mimeType: "text/yaml", buffer: Buffer.from("a: 1") });
      await page.getByText("refused.yaml could not be attached.").waitFor();
      await input.setInputFiles({ name: "guide.yaml", mimeType: "text/yaml", buffer: Buffer.from("a: 1") });
      await page.waitForFunction(() => document.activeElement.classList.contains("send"));
      await picture(page, "file-option");
      await page.keyboard.press("Enter");
      await box(page).waitFor();
      const { name, options } = fake.acts.findLast(({ act }) => act === "command");
      assert.deepEqual([name, options], ["guide import", { file: "900" }]);
    },
    { forgive: (complaint) => complaint.includes("400") },
  );
});

const field = (label, component, description) => ({ type: 18, label, description, component });
const ENTRY = {
  custom_id: "entry",
  title: "Add an entry",
  components: [
    { type: 10, content: "It **completes** *Frequent questions*." },
    field("Title", { type: 4, custom_id: "title", style: 1, max_length: 100, placeholder: "Release calendar" }),
    field(
      "Answer",
      { type: 4, custom_id: "body", style: 2, min_length: 5, max_length: 3500, value: "Every second Tuesday." },
      "Light markdown: **bold**, lists, links.",
    ),
    field(
      "Who may edit",
      {
        type: 6,
        custom_id: "editors",
        min_values: 0,
        max_values: 5,
        required: false,
        default_values: [{ id: "501", type: "role" }],
      },
      "Besides Manage Server.",
    ),
    field("Kind", {
      type: 3,
      custom_id: "kind",
      options: [
        { label: "Own", value: "own" },
        { label: "Term", value: "term" },
      ],
    }),
  ],
};

test("a form shows its limits, and sends texts, roles and choices", async () => {
  const answer = (act, fake) => {
    if (act.act === "clicks") return { status: "modal", modal: ENTRY, interaction: "77" };
    fake.post({ content: "Saved" });
    return { status: "answered" };
  };
  await open(answer, async (page, fake) => {
    fake.post({ components: [{ type: 1, components: [{ type: 2, style: 1, label: "Add", custom_id: "a" }] }] });
    await page.getByRole("button", { name: "Add" }).click();
    const dialog = page.getByRole("dialog", { name: "Add an entry" });
    await dialog.getByText("completes").waitFor();
    await dialog.getByLabel("Title").fill("Release 🚀");
    await dialog.getByText("9 / 100").waitFor();
    await dialog.getByText("21 / 3500").waitFor();
    await dialog.getByLabel("Answer").fill("No");
    await dialog.getByText("2 / 3500, 5 at least").waitFor();
    await dialog.getByLabel("Answer").fill("First line\nSecond line");
    const group = dialog.getByRole("group", { name: "Who may edit" });
    assert.equal(await group.getByLabel("@Editors").isChecked(), true);
    await group.getByText("Up to 5.").waitFor();
    await group.getByLabel("@Readers").check();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "form");
    await dialog.getByLabel("Kind").selectOption("own");
    await dialog.getByRole("button", { name: "Submit" }).click();
    await says(page, "Saved");
    assert.deepEqual(fake.acts.at(-1).fields, {
      title: "Release 🚀",
      body: "First line\nSecond line",
      editors: ["501", "502"],
      kind: "own",
    });
  });
});

test("a form fits a narrow screen", async () => {
  const answer = (act) => (act.act === "clicks" ? { status: "modal", modal: ENTRY, interaction: "77" } : null);
  const story = async (page, fake) => {
    fake.post({ components: [{ type: 1, components: [{ type: 2, style: 1, label: "Add", custom_id: "a" }] }] });
    await page.getByRole("button", { name: "Add" }).click();
    const dialog = page.getByRole("dialog", { name: "Add an entry" });
    await dialog.getByRole("button", { name: "Submit" }).waitFor();
    const sides = await dialog.evaluate((node) => [node.scrollWidth - node.clientWidth, innerWidth - node.offsetWidth]);
    assert.ok(sides[0] === 0 && sides[1] >= 0, `${sides}`);
    assert.deepEqual(await barriers(page), []);
    await picture(page, "form-narrow");
  };
  await open(answer, story, { width: 360, height: 640 });
});

const REST = {
  custom_id: "rest",
  title: "The rest",
  components: [
    field("Private", { type: 23, custom_id: "private", default: true }, "Only the asker sees answers."),
    field("One", {
      type: 21,
      custom_id: "one",
      options: [
        { label: "Left", value: "l" },
        { label: "Right", value: "r" },
      ],
    }),
    field("Some", {
      type: 22,
      custom_id: "some",
      required: false,
      options: [
        { label: "Career", value: "career", description: "Paths and levels" },
        { label: "FAQ", value: "faq" },
      ],
    }),
    field("Files", { type: 19, custom_id: "files", max_values: 3, required: false }),
    field("Channel", { type: 8, custom_id: "channel", required: false }),
  ],
};

test("a form has boxes to tick, files and channels", async () => {
  const answer = (act, fake) => {
    if (act.act === "clicks") return { status: "modal", modal: REST, interaction: "77" };
    fake.post({ content: "Saved" });
    return { status: "answered" };
  };
  await open(answer, async (page, fake) => {
    fake.post({ components: [{ type: 1, components: [{ type: 2, style: 1, label: "Add", custom_id: "a" }] }] });
    await page.getByRole("button", { name: "Add" }).click();
    const dialog = page.getByRole("dialog", { name: "The rest" });
    await dialog.getByLabel("Private").uncheck();
    await dialog.getByLabel("Right").check();
    await dialog.getByLabel("Career").check();
    const attached = page.waitForResponse(/\/files\//);
    await dialog
      .getByLabel("Files")
      .setInputFiles({ name: "guide.yaml", mimeType: "text/yaml", buffer: Buffer.from("a: 1") });
    await attached;
    await dialog.getByLabel("Channel").selectOption({ label: "#general" });
    assert.deepEqual(await barriers(page), []);
    await picture(page, "form-boxes");
    await dialog.getByText("Attaching…").waitFor({ state: "detached" });
    await dialog.getByRole("button", { name: "Submit" }).click();
    await says(page, "Saved");
    assert.deepEqual(fake.acts.at(-1).fields, {
      private: "false",
      one: "r",
      some: ["career"],
      files: ["900"],
      channel: "general",
    });
  });
});

test("roles are chosen in a message, and none of them again", async () => {
  await open(undefined, async (page, fake) => {
    fake.post({
      content: "Settings",
      ephemeral: true,
      components: [
        {
          type: 1,
          components: [
            {
              type: 6,
              custom_id: "roles",
              placeholder: "Roles that may edit",
              min_values: 0,
              max_values: 2,
              default_values: [{ id: "501", type: "role" }],
            },
          ],
        },
      ],
    });
    const menu = last(page).getByRole("combobox");
    await menu.getByText("@Editors").waitFor();
    await menu.click();
    await page.getByRole("option", { name: "@Readers" }).click();
    await picture(page, "roles");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector(".busy"));
    await menu.click();
    await page.getByRole("option", { name: "@Readers" }).click();
    await page.getByRole("option", { name: "@Editors" }).click();
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector(".busy"));
    const chosen = fake.acts.filter(({ act }) => act === "selects").map(({ values }) => values);
    assert.deepEqual(chosen, [["501", "502"], []]);
  });
});

test("a file of a message has its size and is saved", async () => {
  await open(undefined, async (page, fake) => {
    fake.post({
      content: "Every entry of this server",
      ephemeral: true,
      attachments: [
        {
          id: "1",
          filename: "guide.yaml",
          description: "12 entries, in the shape of the guide",
          size: 14_540,
          url: "/attachments/5/1/guide.yaml?ex=1&is=1&hm=1&",
        },
      ],
    });
    const file = last(page).getByRole("listitem");
    await file.getByText("14.2 kB").waitFor();
    const link = file.getByRole("link", { name: "guide.yaml" });
    assert.equal(await link.getAttribute("download"), "guide.yaml");
    assert.match(await link.getAttribute("href"), /^\/attachments\/5\/1\/guide\.yaml\?ex=/);
    await file.getByText("12 entries").waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "files");
  });
});

test("one sees who manages the server, and who has which role", async () => {
  await open(undefined, async (page) => {
    const people = page.locator("#people");
    await people.getByText("server manager").waitFor();
    await people.getByText("member · Editors").waitFor();
    assert.deepEqual(await barriers(page), []);
  });
});

test("another server has its own channels, and its own people", async () => {
  await open(undefined, async (page, fake) => {
    await page.getByRole("button", { name: "The server Elsewhere" }).click();
    await page.getByRole("heading", { name: "Elsewhere" }).waitFor();
    assert.equal(await page.locator("#places").getByRole("button", { name: "general" }).count(), 1);
    assert.equal(await page.getByRole("button", { name: "The server Elsewhere" }).getAttribute("aria-current"), "true");
    await page.locator("#people").getByText("not a member").waitFor();
    assert.equal(await page.locator("#people label", { hasText: "Ada" }).textContent(), "AAdaserver manager");
    assert.deepEqual(await barriers(page), []);
    await picture(page, "servers");
    await page.getByRole("radio", { name: /^Bob/ }).check({ force: true });
    await page.getByRole("heading", { name: "Playground" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "The server Elsewhere" }).count(), 0, "Bob is not in it");
    fake.post({ content: "hello" });
    await says(page, "hello");
  });
});

test("what may change something is not sent again when the knowledge changes, nor by a link", async () => {
  const by = (name, kind) => ({ id: "9", user: { id: "11", name: "Ada" }, name, kind, command_type: 1, options: [] });
  const answer = (act, fake) => {
    if (act.act !== "command") return { status: "answered" };
    const { id } = fake.post({ content: `again ${act.name}`, interaction: by(act.name, 2) });
    return { status: "answered", message: id };
  };
  await open(answer, async (page, fake) => {
    fake.post({ content: "removed", interaction: by("guide list", 2) });
    fake.post({ content: "saved", interaction: by(null, 5) });
    fake.post({ content: "answer", interaction: by("help", 2) });
    await says(page, "answer");
    fake.send({ knowledge: { place: "knowledge", entries: 120, version: 2, problems: [] } });
    await says(page, "again help");
    await page.evaluate(() => {
      location.hash = "#/guide%20list";
    });
    await page.getByText("it is typed, not linked").waitFor();
    assert.deepEqual(
      fake.acts.filter(({ act }) => act === "command").map(({ name }) => name),
      ["help"],
    );
  });
});
