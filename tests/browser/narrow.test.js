// The page on phones and on a desktop: nothing beyond the edge, nothing over the time, drawers that keep the focus.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { atThePage, barriers, box, last, launch, picture, says, startPlayground, type } from "./support.js";

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

// First, while the page is small: axe looks at every element.
for (const [width, height] of [
  [1280, 800],
  [360, 740],
]) {
  for (const theme of ["dark", "light"]) {
    test(`${width} wide, ${theme}: no barriers, nothing sticks out`, async () => {
      const name = `${width}-${theme}`;
      await atThePage(
        browser,
        playground,
        async (page) => {
          await picture(page, `${name}-start`);
          await type(page, "/industry healthcare");
          const message = await says(page, "Healthcare and life sciences");
          await picture(page, `${name}-answer`);
          assert.deepEqual(await barriers(page), []);
          await message.getByRole("combobox").click();
          await page.locator(".menu [role=option]").first().waitFor();
          await picture(page, `${name}-menu`);
          assert.deepEqual(await barriers(page), []);
          await page.keyboard.press("Escape");
          await box(page).fill("/");
          await page.locator("#picker [role=option]").first().waitFor();
          await picture(page, `${name}-picker`);
          assert.deepEqual(await barriers(page), []);
          await box(page).fill("");
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(overflow <= 0, `${overflow} px too wide`);
          if (width < 768) {
            await page.getByRole("button", { name: "Places and people" }).click();
            await page.locator("#sidebar.open").waitFor();
            await picture(page, `${name}-sidebar`);
            assert.deepEqual(await barriers(page), []);
            await page.keyboard.press("Escape");
            await page.locator("#sidebar.open").waitFor({ state: "detached" });
          }
          await message.getByRole("button", { name: "Inspect" }).click({ force: true });
          await page.getByRole("heading", { name: "Inspector" }).waitFor();
          await picture(page, `${name}-inspector`);
          assert.deepEqual(await barriers(page), []);
        },
        { width, height, theme },
      );
    });
  }
}

const LINES = [
  "/tpm-vs-pm",
  "/industry healthcare",
  "/industry zzz",
  "/role tpm",
  "/career",
  "/faq 3",
  "/faq 15",
  '/compare tpm "project manager"',
  "/topic salary",
  "/topic zzz",
  "/ask do i need a degree to be a tpm?",
  "/ask tools",
  "/ask qwrt zxcv",
  "/help",
];

/** What sticks out to the right or left, and times that something lies over. */
function misplaced(page) {
  return page.evaluate(() => {
    const name = (node) => `${node.localName}.${node.className.baseVal ?? node.className}`;
    // What is cut off with dots, and code that scrolls by itself, may be longer than its place.
    const isCut = (node) => {
      for (let outer = node.parentElement; outer; outer = outer.parentElement) {
        if (getComputedStyle(outer).textOverflow === "ellipsis" || outer.localName === "pre") return true;
      }
      return false;
    };
    const view = document.querySelector("#messages");
    const edge = view.getBoundingClientRect().left + view.clientWidth;
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
      if (!node.checkVisibility({ visibilityProperty: true }) || node.closest(".unseen, .skip")) continue;
      const { left, right, width } = node.getBoundingClientRect();
      const most = view.contains(node) ? edge : innerWidth;
      if (width > 0 && (right > most + 0.5 || left < -0.5) && !isCut(node))
        found.push(`${name(node)}: ${left}–${right}`);
    }
    for (const node of [document.documentElement, document.body, view]) {
      if (node.scrollWidth > node.clientWidth) found.push(`${name(node)} scrolls sideways`);
    }
    for (const time of document.querySelectorAll(".message-header time")) {
      const box = time.getBoundingClientRect();
      if (box.height > 24) found.push(`${time.textContent} is broken`);
      for (const tool of time.closest("li").querySelectorAll(".tools > *")) {
        const over = tool.getBoundingClientRect();
        const isOver = over.left < box.right && over.right > box.left && over.top < box.bottom && over.bottom > box.top;
        if (isOver && getComputedStyle(tool.closest(".tools")).opacity !== "0")
          found.push(`${name(tool)} covers ${time.textContent}`);
      }
    }
    return found;
  });
}

for (const width of [320, 390, 1280]) {
  test(`${width} wide: every kind of answer is whole`, async () => {
    await atThePage(
      browser,
      playground,
      async (page) => {
        assert.deepEqual(await misplaced(page), [], "the start");
        for (const [index, line] of LINES.entries()) {
          const count = await page.locator("li.message:not(.sending)").count();
          await type(page, line);
          await page.locator("li.message:not(.sending)").nth(count).waitFor();
          await picture(page, `${width}-answer-${index + 1}`);
          assert.deepEqual(await misplaced(page), [], line);
        }
        await type(page, "Do I need a degree to be a TPM?");
        await says(page, "Do I need a degree to be a TPM?");
        await picture(page, `${width}-question`);
        await last(page).getByText("Do I need").click({ button: "right" });
        await page.getByRole("menuitem", { name: "Ask TPM Guide" }).click();
        await says(page, "Only you can see this");
        await picture(page, `${width}-answer-to-message`);
        assert.deepEqual(await misplaced(page), [], "the message command");
      },
      { width, height: width < 768 ? 700 : 800 },
    );
  });
}

/** The element with the focus, in words. */
function focused(page) {
  return page.evaluate(() => {
    const node = document.activeElement;
    return {
      id: node.id,
      inSidebar: Boolean(node.closest("#sidebar")),
      inInspector: Boolean(node.closest("#inspector")),
    };
  });
}

for (const motion of ["reduce", "no-preference"]) {
  test(`below 768 px the drawer takes the focus, keeps it, and gives it back (motion: ${motion})`, async () => {
    await atThePage(
      browser,
      playground,
      async (page) => {
        const button = page.getByRole("button", { name: "Places and people" });
        for (const press of ["Tab", "Shift+Tab"]) {
          await button.focus();
          await page.keyboard.press("Enter");
          const drawer = page.getByRole("dialog", { name: "Places and people" });
          await drawer.waitFor();
          assert.equal((await focused(page)).inSidebar, true, "it takes the focus");
          for (let step = 0; step < 12; step += 1) {
            await page.keyboard.press(press);
            assert.equal((await focused(page)).inSidebar, true, `${press} ${step + 1} stays inside`);
          }
          await page.keyboard.press("Escape");
          await drawer.waitFor({ state: "detached" });
          assert.equal((await focused(page)).id, "open-sidebar", "it gives the focus back");
        }
        await button.click();
        await page.locator("#scrim").click({ position: { x: 380, y: 400 } });
        await page.locator("#sidebar.open").waitFor({ state: "detached" });
      },
      { width: 390, height: 700, motion },
    );
  });
}

test("below 768 px the inspector keeps the focus and gives it back", async () => {
  await atThePage(
    browser,
    playground,
    async (page) => {
      await type(page, "/faq 3");
      const message = await says(page, "FAQ 3");
      await message.getByRole("button", { name: "Inspect" }).focus();
      await page.keyboard.press("Enter");
      const drawer = page.getByRole("dialog", { name: "Inspector" });
      await drawer.waitFor();
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press(step < 6 ? "Tab" : "Shift+Tab");
        assert.equal((await focused(page)).inInspector, true, `step ${step + 1} stays inside`);
      }
      assert.deepEqual(await misplaced(page), []);
      assert.deepEqual(await barriers(page), []);
      await picture(page, "390-inspector");
      await page.keyboard.press("Escape");
      await drawer.waitFor({ state: "detached" });
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Inspect");
      assert.equal(await page.evaluate(() => document.querySelector("#chat").inert), false);
    },
    { width: 390, height: 700 },
  );
});
