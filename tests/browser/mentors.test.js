// Several places: who sees them, what is new in them, threads and forums, and what is chosen there.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveFiles, withFake } from "./fake.js";
import { barriers, become, last, launch, picture, says } from "./support.js";

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

const ROLES = [{ id: "501", name: "Mentors" }];
const MEMBERS = {
  ada: { role: "member", roles: [] },
  bob: { role: "member", roles: ["Mentors"] },
  mia: { role: "server manager", roles: [] },
};
const place = (id, name, more = {}) => ({
  id,
  name,
  kind: "channel",
  type: 0,
  channel: `9${name.length}`,
  parent: null,
  archived: false,
  server: "Playground",
  roles: ROLES,
  people: MEMBERS,
  hidden_from: [],
  ...more,
});
const DM = { id: "dm", name: "TPM Guide", kind: "dm" };
const PLACES = [
  place("general", "general"),
  place("mentors", "mentors", { hidden_from: ["ada"], channel: "900" }),
  place("questions", "questions", { kind: "forum", type: 15, channel: "901" }),
  place("910", "#7 How do I begin?", { kind: "thread", type: 11, parent: "questions", channel: "910" }),
  place("911", "#6 An old one", { kind: "thread", type: 11, parent: "questions", channel: "911", archived: true }),
  DM,
];

function open(answer, story, given) {
  return withFake({ browser, files, answer, world: { places: PLACES } }, story, given);
}

/** An id of a moment from now, as Discord makes them. */
function idAfter(millis) {
  return String((BigInt(Date.now() + millis - 1_420_070_400_000) << 22n) + 1n);
}

const places = (page) => page.getByRole("navigation", { name: "Places" });

test("a place is listed for those who see it, a forum with its posts", async () => {
  await open(undefined, async (page, fake) => {
    const names = async () => (await places(page).locator(".place-name").allTextContents()).join(", ");
    assert.equal(await names(), "general, questions, #7 How do I begin?, TPM Guide");
    await become(page, "Bob");
    assert.equal(await names(), "general, mentors, questions, #7 How do I begin?, TPM Guide");
    assert.equal(await places(page).getByRole("button", { name: "questions" }).count(), 0, "a forum is not opened");
    await places(page).getByRole("button", { name: "How do I begin?" }).click();
    await page.getByRole("heading", { name: "#7 How do I begin?", exact: true }).waitFor();
    await places(page).getByRole("button", { name: "mentors" }).click();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "places");

    // Ada does not see it: she is led to a place that she sees.
    await become(page, "Ada");
    await page.getByRole("heading", { name: "general", exact: true }).waitFor();

    // A post comes, another is brought back, and the channel where one is goes.
    await become(page, "Bob");
    await places(page).getByRole("button", { name: "mentors" }).click();
    const post = place("912", "#8 And then?", { kind: "thread", type: 11, parent: "questions" });
    const left = PLACES.filter(({ id }) => id !== "mentors").map((known) => ({ ...known, archived: false }));
    fake.update({ places: [...left, post] });
    await places(page).getByRole("button", { name: "And then?" }).waitFor();
    await places(page).getByRole("button", { name: "An old one" }).waitFor();
    await page.getByRole("heading", { name: "general", exact: true }).waitFor();
  });
});

test("what is new elsewhere is marked until it is looked at", async () => {
  await open(undefined, async (page, fake) => {
    const [old, first, second] = [idAfter(-60_000), idAfter(60_000), idAfter(61_000)];
    const told = (latest, pings) => fake.send({ activity: { person: "bob", places: { mentors: { latest, pings } } } });
    await become(page, "Bob");
    const mentors = places(page).getByRole("button", { name: "mentors" });
    told(old, [old]);
    assert.equal(await mentors.innerText(), "mentors", "what was there before is not new");
    told(first, []);
    await places(page).getByRole("button", { name: "mentors unread" }).waitFor();
    told(second, [second, first]);
    await places(page).getByRole("button", { name: "mentors 2 for you" }).waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "unread");
    await mentors.click();
    await places(page).getByRole("button", { name: "mentors", exact: true }).waitFor();
    await places(page).getByRole("button", { name: "general" }).click();
    told(second, [second, first]);
    await places(page).getByRole("button", { name: "mentors", exact: true }).waitFor();
  });
});

test("a message that was posted by itself has no asker, and names roles and channels", async () => {
  await open(undefined, async (page, fake) => {
    fake.post({ content: "<@&501>, look into <#900>", interaction: null, inspect: null, mentions: ["11"] });
    const message = await says(page, "@Mentors, look into #mentors");
    assert.equal(await message.locator(".origin").count(), 0);
    assert.ok(await message.evaluate((node) => node.classList.contains("pinged")));
  });
});

test("channels and people are chosen with the keyboard", async () => {
  await open(undefined, async (page, fake) => {
    const select = (type, custom_id, more) => ({ type: 1, components: [{ type, custom_id, ...more }] });
    fake.post({
      content: "Settings",
      ephemeral: true,
      components: [
        select(8, "channel", { placeholder: "Mentors' channel", channel_types: [0, 15], min_values: 0 }),
        select(5, "paused", { placeholder: "Paused members", min_values: 0, max_values: 5 }),
      ],
    });
    const settled = () => page.waitForFunction(() => !document.querySelector(".busy"));
    const channel = last(page).getByRole("combobox", { name: "Mentors' channel" });
    await channel.press("ArrowDown");
    assert.deepEqual(
      await last(page).getByRole("option").allTextContents(),
      ["#general", "#questions"],
      "those that Ada sees, of these types",
    );
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await settled();
    const people = last(page).getByRole("combobox", { name: "Paused members" });
    await people.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.keyboard.press("b");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await settled();
    const chosen = fake.acts.filter(({ act }) => act === "selects").map(({ values }) => values);
    assert.deepEqual(chosen, [["901"], ["11", "12"]]);
  });
});

const ASK = {
  custom_id: "ask",
  title: "Ask the mentors",
  components: [
    { type: 10, content: "Mentors see **your name**." },
    { type: 18, label: "Question", component: { type: 4, custom_id: "question", style: 2, min_length: 8 } },
    {
      type: 18,
      label: "How to be told",
      component: {
        type: 21,
        custom_id: "tell",
        options: [
          { label: "In this channel", value: "channel", default: true },
          { label: "By direct message", value: "direct", description: "From TPM Guide" },
          { label: "At my next question", value: "next" },
        ],
      },
    },
    { type: 18, label: "Kind", component: { type: 3, custom_id: "kind", options: [{ label: "Career", value: "c" }] } },
  ],
};

test("a form with radio buttons is filled in with the keyboard alone", async () => {
  const answer = (act, fake) => {
    if (act.act === "clicks") return { status: "modal", modal: ASK, interaction: "77" };
    fake.post({ content: "Sent" });
    return { status: "answered" };
  };
  await open(answer, async (page, fake) => {
    fake.post({ components: [{ type: 1, components: [{ type: 2, style: 1, label: "Ask", custom_id: "a" }] }] });
    await page.getByRole("button", { name: "Ask", exact: true }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Ask the mentors" });
    await dialog.getByText("your name").waitFor();
    await page.keyboard.type("How do I begin?");
    await page.keyboard.press("Tab");
    assert.ok(await dialog.getByRole("radio", { name: "In this channel" }).evaluate((node) => node.matches(":focus")));
    await page.keyboard.press("ArrowDown");
    assert.ok(await dialog.getByRole("radio", { name: "By direct message" }).isChecked());
    await page.keyboard.press("Tab");
    await page.keyboard.type("Career");
    assert.deepEqual(await barriers(page), []);
    await picture(page, "radio");
    await dialog.getByRole("button", { name: "Submit" }).press("Enter");
    await says(page, "Sent");
    assert.deepEqual(fake.acts.at(-1).fields, { question: "How do I begin?", tell: "direct", kind: "c" });
  });
});
