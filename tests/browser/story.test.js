// The story that the page plays by itself: with its own controls, as several people, and how it ends.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serveFiles, withFake } from "./fake.js";
import { barriers, launch, picture, says } from "./support.js";

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

const ASK = {
  custom_id: "ask",
  title: "Ask the mentors",
  components: [
    { type: 18, label: "Question", component: { type: 4, custom_id: "question", style: 2 } },
    {
      type: 18,
      label: "How to be told",
      component: {
        type: 21,
        custom_id: "tell",
        options: [
          { label: "In this channel", value: "channel", default: true },
          { label: "By direct message", value: "direct" },
        ],
      },
    },
    { type: 18, label: "Kind", component: { type: 3, custom_id: "kind", options: [{ label: "Career", value: "c" }] } },
  ],
};
const STORY = {
  title: "Show me",
  pace_ms: 10,
  steps: [
    { words: "Ada asks.", act: "types", line: "/industry name:x" },
    { words: "She asks the mentors.", act: "clicks", label: "Ask the mentors" },
    {
      words: "She writes her question.",
      act: "submits",
      fields: [
        ["Question", "How do I begin?"],
        ["How to be told", "By direct message"],
        ["Kind", "Career"],
      ],
    },
    { words: "A mentor looks at it.", act: "becomes", person: "bob", place: "general" },
    { words: "He declines.", act: "selects", label: "Decline" },
    { words: "It is done.", act: "reads", text: "Declined" },
  ],
};

/** A bot with a question, a form, and a menu for the mentor. */
function answer(act, fake) {
  if (act.act === "clicks") return { status: "modal", modal: ASK, interaction: "77" };
  const row = (component) => ({ type: 1, components: [component] });
  if (act.act === "types") {
    fake.post({ components: [row({ type: 2, style: 1, label: "Ask the mentors", custom_id: "a", emoji: { name: "🙋" } })] });
  } else if (act.act === "submits") {
    const options = ["Take", "Decline"].map((label) => ({ label, value: label }));
    fake.post({ content: "A question", components: [row({ type: 3, custom_id: "m", options })] });
  } else if (act.act === "selects") {
    fake.post({ content: "Declined" });
  }
  return { status: "answered" };
}

function open(story) {
  return withFake({ browser, files, answer }, story);
}

const button = (page, name) => page.getByRole("button", { name, exact: true });

test("a story is played with the page's own controls", async () => {
  await open(async (page, fake) => {
    assert.equal(await button(page, "Show me").count(), 0, "there is none yet");
    fake.send({ story: STORY });
    await button(page, "Show me").click();
    await button(page, "Stop").waitFor();
    await says(page, "Declined");
    await button(page, "Show me").waitFor();
    assert.equal(await page.locator("#story").isVisible(), false);
    const does = fake.acts.map(({ act }) => act);
    assert.deepEqual(does, ["types", "clicks", "submits", "selects"]);
    assert.deepEqual(fake.acts[2].fields, { question: "How do I begin?", tell: "direct", kind: "c" });
    assert.deepEqual(fake.acts[3].values, ["Decline"]);
    assert.equal(await page.getByRole("radio", { name: /^Bob/ }).isChecked(), true);
    fake.send({ story: null });
    await button(page, "Show me").waitFor({ state: "hidden" });
  });
});

test("a story says where it is, and is stopped", async () => {
  await open(async (page, fake) => {
    fake.send({ story: { ...STORY, pace_ms: 60_000 } });
    await button(page, "Show me").click();
    await page.locator("#story").getByText("1 of 6").waitFor();
    await page.locator("#story").getByText("Ada asks.").waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "story");
    await button(page, "Stop").click();
    await button(page, "Show me").waitFor();
    assert.equal(await page.locator("#story").isVisible(), false);
    assert.deepEqual(fake.acts, []);
  });
});

test("a story ends where something is missing", async () => {
  await open(async (page, fake) => {
    const nowhere = { words: "Bob goes away.", act: "becomes", person: "bob", place: "nowhere" };
    fake.send({ story: { ...STORY, steps: [nowhere] } });
    await button(page, "Show me").click();
    await page.getByText("The story ends here: bob does not see nowhere.").waitFor();
    await button(page, "Show me").waitFor();
  });
});
