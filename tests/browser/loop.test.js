// From a question without an answer to the member who gets one, played by people in the real program; the story that the page
// plays; and what members and staff see of votes, numbers and their own data.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { atThePage as atPage, barriers, last, launch, picture, says, startPlayground, type, visit } from "./support.js";

const QUESTION = "Who sells the stickers of this server?";
const ANSWER = "**Mia** does, at every meetup.\n\n- One for each member\n- Three sizes";
/** A phone and a desk: every panel of the loop has to fit both. */
const PHONE = { width: 360, height: 740 };

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

const as = (person, place) => `#/?.as=${person}&.in=${place}`;

/** Tells a story as a person in a place. */
function be(person, place, story, given = {}) {
  return atPage(browser, playground, story, { ...given, hash: as(person, place) });
}

/** The dialog with this title. */
const dialog = (page, name) => page.getByRole("dialog", { name });

/** Submits the open form. */
const submit = (page) => page.getByRole("button", { name: "Submit" }).click();

/** Clicks a button of the newest message. */
const click = (page, name) => last(page).getByRole("button", { name, exact: true }).click();

/** What is drawn is wide enough, and can be used by everyone. */
async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
  assert.deepEqual(await barriers(page), [], name);
  await picture(page, `loop-${name}`);
}

test("a newcomer asks, a mentor answers, the newcomer is told, and the next member finds it", async () => {
  await be(
    "noa",
    "general",
    async (page) => {
      await type(page, `/ask ${QUESTION}`);
      const unknown = await says(page, "I don't know that");
      await unknown.getByText(`You asked: ${QUESTION}`).waitFor();
      await fits(page, "unknown");
      await click(page, "Ask the mentors");
      const form = dialog(page, "Ask the mentors");
      assert.equal(await form.getByRole("textbox", { name: "Your question" }).inputValue(), QUESTION);
      assert.ok(await form.getByRole("radio", { name: "By direct message" }).isChecked());
      await form.getByRole("textbox", { name: "What helps to answer it" }).fill("I am new here.");
      await fits(page, "ask-form");
      await submit(page);
      await says(page, "Your question is with the mentors");
      await fits(page, "asked");
    },
    PHONE,
  );
  await be("max", "mentors", async (page) => {
    const queued = await says(page, QUESTION);
    await queued.getByText("I am new here.").waitFor();
    assert.equal(await queued.getByText("@noa").count(), 0, "the asker is not named");
    await fits(page, "queue");
    await click(page, "Take");
    await says(page, "Taken");
    await click(page, "Answer");
    const form = dialog(page, "Answer question #1");
    await form.getByText(QUESTION).first().waitFor();
    await form.getByRole("textbox", { name: "Title" }).fill("Stickers");
    await form.getByRole("textbox", { name: "Answer", exact: true }).fill(ANSWER);
    await form.getByLabel("Source").fill("Pinned in #general");
    await fits(page, "answer-form");
    await submit(page);
    const preview = await says(page, "This is how members will see it");
    await preview.getByText("One for each member").waitFor();
    await fits(page, "preview");
    await click(page, "Publish as entry");
    await says(page, "It is on its way");
    const done = page.locator("li.message").first();
    await done.filter({ hasText: "Answered" }).waitFor();
    assert.equal(await done.getByRole("button", { name: "Take" }).count(), 0);
    await fits(page, "published");
  });
  await be(
    "noa",
    "dm",
    async (page) => {
      const told = await says(page, "Your question has an answer");
      await told.getByText("One for each member").waitFor();
      await fits(page, "told");
    },
    { ...PHONE, theme: "light" },
  );
  await be("ada", "general", async (page) => {
    await type(page, "/ask who sells stickers");
    const answer = await says(page, "Stickers");
    await answer.filter({ hasText: "One for each member" }).waitFor();
    await fits(page, "found");

    // One vote, which can be changed.
    await click(page, "👎");
    const voted = await says(page, "What was missing?");
    await fits(page, "voted");
    await voted.getByRole("button", { name: "What was missing?" }).click();
    const form = dialog(page, "What was missing?");
    await form.getByRole("textbox", { name: "What did you need to know?" }).fill("What does a sticker cost?");
    await fits(page, "missing-form");
    await submit(page);
    await says(page, "Your question is with the mentors");
  });
});

test("a second asker waits with the first, and a mentor points to an entry or declines", async () => {
  const question = "Who plays the guitar at the summer party?";
  const asks = async (page, asked) => {
    await type(page, `/ask ${asked}`);
    await says(page, asked);
    await click(page, "Ask the mentors");
    await dialog(page, "Ask the mentors").getByText("With my next answer here").click();
    await submit(page);
  };
  await be("noa", "general", async (page) => {
    await asks(page, question);
    await says(page, "Your question is with the mentors");
  });
  await be(
    "bob",
    "general",
    async (page) => {
      await asks(page, "who plays guitar at summer party");
      await says(page, "This may have been asked already");
      await fits(page, "same");
      await click(page, "Wait for the same answer");
      await says(page, "You and 1 other are waiting");
      await fits(page, "joined");
    },
    PHONE,
  );
  await be(
    "max",
    "mentors",
    async (page) => {
      await says(page, "2 people wait");
      await click(page, "It is in the guide");
      await says(page, "Which entry answers");
      await fits(page, "in-guide");
      await page.locator("li.message").filter({ hasText: question }).first().getByRole("button", { name: "Decline" }).click();
      await dialog(page, "Decline question").waitFor();
      await fits(page, "decline-form");
      await page.getByText("It is about something else").click();
      await submit(page);
      await says(page, "without your name");
      await fits(page, "declined");
    },
    PHONE,
  );
  await be("noa", "general", async (page) => {
    // Which members have notes is read every few seconds: with one of the next answers it is there.
    const note = page.locator("li.message").filter({ hasText: "The mentors can't answer this one" });
    for (let asked = 0; asked < 10 && (await note.count()) === 0; asked += 1) {
      await type(page, `/faq ${asked + 1}`);
      await note.waitFor({ timeout: 2000 }).catch(() => {});
    }
    await note.waitFor();
    await note.scrollIntoViewIfNeeded();
    await fits(page, "note");
  });
});

test("staff set it up, and see how it goes", async () => {
  for (const [size, given] of Object.entries({ desk: {}, phone: { ...PHONE, theme: "light" } })) {
    await be(
      "mia",
      "general",
      async (page) => {
        await type(page, "/guide settings");
        await says(page, "Settings of this server");
        await fits(page, `settings-${size}`);
        await click(page, "Mentors and votes");
        await says(page, "Questions to mentors, and votes");
        await fits(page, `mentor-settings-${size}`);
        await type(page, "/guide insights");
        const insights = await says(page, "insights");
        const chart = insights.getByRole("img", { name: /^Bar chart of questions/ });
        await chart.waitFor();
        await page.waitForFunction(() => document.querySelector("li.message:last-child img")?.naturalWidth > 100);
        await fits(page, `insights-${size}`);
        await type(page, "/guide review");
        await last(page).getByText("review").first().waitFor();
        await fits(page, `review-${size}`);
      },
      given,
    );
  }
});

test("members see and delete what is stored about them", async () => {
  await be(
    "ada",
    "general",
    async (page) => {
      await type(page, "/privacy show");
      await says(page, "stored");
      await fits(page, "privacy-show");
      await type(page, "/privacy export");
      await last(page).locator("a[download], .file").first().waitFor();
      await fits(page, "privacy-export");
      await type(page, "/privacy delete");
      await says(page, "Delete");
      await fits(page, "privacy-delete");
    },
    { ...PHONE, theme: "light" },
  );
});

test("the story plays the loop, and then there is another one", async () => {
  const visitor = await visit(browser, playground.url);
  let stories = 0;
  let hear = () => {};
  /** Resolves once this many stories were offered, or taken back. */
  const offered = (count) =>
    new Promise((resolve) => {
      hear = () => stories >= count && resolve();
      hear();
    });
  const page = await visitor.open(async (page) => {
    await page.routeWebSocket(/./, (socket) => {
      socket.connectToServer().onMessage((frame) => {
        if (frame.startsWith('{"story"')) stories += 1;
        hear();
        // The words are for people: here they take no time to read.
        socket.send(frame.replace(/"pace_ms":\d+/, '"pace_ms":20'));
      });
    });
  });
  const button = (name) => page.getByRole("button", { name, exact: true });
  for (const [index, subject] of ["The study group", "The book club", "Demo night"].entries()) {
    await offered(index + 1);
    await button("Show me").click();
    await button("Stop").waitFor();
    await button("Stop").waitFor({ state: "hidden", timeout: 60_000 });
    assert.equal(await page.locator("#story").textContent(), "", "it came to its end");
    await says(page, subject);
    await picture(page, `loop-story-${index + 1}`);
  }
  await offered(4);
  await button("Show me").waitFor({ state: "hidden" });
  await visitor.close();
});
