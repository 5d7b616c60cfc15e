// A story that the program brings: the page plays it with its own controls, and says what happens.

import * as acts from "./acts.js";
import { element, part } from "./dom.js";
import { become } from "./people.js";
import { state } from "./state.js";

/** How long a step waits for its control. */
const PATIENCE = 10_000;
const LOOKS_EVERY = 50;
/** Messages among which the one is that is read. */
const NEWEST = 3;

/** The steps that are being played; a new object for each time, so that an old one notices that it was stopped. */
let playing = null;

export function offerStory() {
  const button = part("story-button");
  button.addEventListener("click", () => {
    if (playing) end("");
    else play(state.get("story"));
  });
  state.watch(["story", "bot"], show);
}

function show() {
  const button = part("story-button");
  const story = state.get("story");
  button.hidden = !playing && (!story || state.get("bot").state !== "connected");
  button.textContent = playing ? "Stop" : (story?.title ?? "");
}

/** Ends what is being played, with a last word about it. */
function end(words) {
  playing = null;
  tell(words);
  show();
}

function tell(words, count = "") {
  const region = part("story");
  region.hidden = !words;
  region.replaceChildren(...(words ? [count && element("span.story-count", { text: count }), words] : []));
}

async function play({ steps, pace_ms: pace }) {
  const own = { steps };
  playing = own;
  show();
  for (const [index, step] of steps.entries()) {
    tell(step.words, `${index + 1} of ${steps.length}`);
    await pause(pace);
    if (playing !== own) return;
    const trouble = await STEPS[step.act](step, pace);
    if (playing !== own) return;
    if (trouble) return end(`The story ends here: ${trouble}`);
  }
  await pause(pace);
  if (playing === own) end("");
}

/** What each kind of step does; resolves with what was missing, if something was. */
const STEPS = {
  async becomes({ person, place }) {
    become({ person, place });
    const isThere = () => state.get("me").person === person && state.get("me").place === place;
    if (!isThere()) return `${person} does not see ${place}.`;
    return (await until(() => state.get("messages"))) ? null : "the messages did not come.";
  },
  async types({ line }) {
    return because(await acts.say(line));
  },
  async clicks({ label }, pace) {
    const button = await until(() => newest("button.button", label));
    if (!button) return `there is no button “${label}”.`;
    await use(button, pace);
    return null;
  },
  async selects({ label }, pace) {
    const menu = await until(() => newestMenu(label));
    if (!menu) return `there is no menu with “${label}”.`;
    await use(menu.querySelector("[role=combobox]"), pace);
    const line = lineOf(menu, label);
    if (!line) return `the menu has no “${label}”.`;
    line.click();
    return null;
  },
  async submits({ fields }, pace) {
    const form = await until(() => document.querySelector("dialog.modal[open] form"));
    if (!form) return "no form was opened.";
    for (const [label, value] of fields) {
      if (!fillIn(form, label, value)) return `the form has no “${label}” for “${value}”.`;
    }
    await use(form.querySelector("[type=submit]"), pace);
    if (await until(() => !form.isConnected)) return null;
    return form.querySelector("[role=alert]").textContent || "the form was not taken.";
  },
  async reads({ text }) {
    // Something else may come right after it.
    const newest = () => [...document.querySelectorAll("li.message")].slice(-NEWEST);
    return (await until(() => newest().some((message) => message.textContent.includes(text)))) ? null : `no message says “${text}”.`;
  },
};

/** Marks a control for as long as one needs to see it, then presses it. */
async function use(control, pace) {
  control.scrollIntoView({ block: "center" });
  control.classList.add("used-next");
  await pause(pace / 2);
  control.classList.remove("used-next");
  control.click();
}

/** The control with this text, besides its emoji, in the newest message that has one which can be pressed. */
function newest(selector, text) {
  const controls = [...document.querySelectorAll(`li.message ${selector}`)];
  const label = (control) => control.querySelector("span:not(.emoji)")?.textContent ?? control.textContent;
  return controls.findLast((control) => !control.disabled && label(control).trim() === text);
}

/** The newest menu that can be opened and has this line. */
function newestMenu(label) {
  const menus = [...document.querySelectorAll("li.message .select-box")];
  const control = (menu) => menu.querySelector("[role=combobox]");
  return menus.findLast((menu) => {
    if (control(menu).disabled) return false;
    if (lineOf(menu, label)) return true;
    // A menu has its lines while it is open.
    control(menu).click();
    const has = Boolean(lineOf(menu, label));
    control(menu).click();
    return has;
  });
}

function lineOf(menu, label) {
  const lines = [...menu.querySelectorAll("[role=option]")];
  return lines.find((line) => line.querySelector(".line-label")?.textContent === label);
}

/** Whether the form has a field of this label that takes the value. */
function fillIn(form, label, value) {
  const isNamed = (node) => node?.textContent.replace(/\s*\*$/, "").trim() === label;
  const group = [...form.querySelectorAll("fieldset")].find((set) => isNamed(set.querySelector("legend")));
  if (group) {
    const choices = [...group.querySelectorAll("label.choice")];
    const choice = choices.find((line) => line.querySelector(".choice-label")?.textContent === value);
    choice?.querySelector("input").click();
    return Boolean(choice);
  }
  const control = [...form.querySelectorAll("label[for]")].find(isNamed)?.control;
  if (!control) return false;
  const option = control.tagName === "SELECT" && [...control.options].find((line) => line.text === value);
  if (option === undefined) return false;
  control.value = option ? option.value : value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

/** Why an act came to nothing, if it did. */
function because({ status, reason }) {
  return ["answered", "deferred", "modal"].includes(status) ? null : (reason ?? "nothing came of it.");
}

/** Waits until something is found. */
async function until(find) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = find();
    if (found || Date.now() > end) return found;
    await pause(LOOKS_EVERY);
  }
}

function pause(millis) {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}
