// The beginning of a place, as Discord draws it, with questions to try.

import * as acts from "./acts.js";
import { avatar, element } from "./dom.js";
import { icon } from "./icons.js";
import { signOf } from "./places.js";
import { here, state } from "./state.js";

const EXAMPLES = [
  ["/ask do I need to code?", "Anything, in your own words"],
  ["/tpm-vs-pm", "How do the two roles differ?"],
  ["/industry healthcare", "What is the work like there?"],
  ["/faq 3", "Do technical expectations change?"],
];

let node = null;
let drawnFor = "";

/** The same element as long as it says the same. */
export function drawWelcome() {
  const place = here();
  const app = state.get("welcome")?.app;
  const key = JSON.stringify([place, app]);
  if (!node || key !== drawnFor) {
    node = draw(place, app);
    drawnFor = key;
  }
  return node;
}

function draw(place, app) {
  const isDm = place?.kind === "dm";
  const name = place ? place.name : "…";
  return element(
    "li.beginning",
    {},
    isDm ? avatar(name, app?.color, "huge app") : element("span.hash-sign", { "aria-hidden": "true" }, icon(signOf(place))),
    element("h2", { text: isDm ? name : `Welcome to #${name}!` }),
    element("p", {
      text: isDm
        ? `This is the beginning of your direct messages with ${name}.`
        : `This is the start of the #${name} channel. ${app?.name ?? "The bot"} answers here as it would in your server; nothing leaves this machine.`,
    }),
    element(
      "div.examples",
      { role: "group", "aria-label": "Questions to try" },
      EXAMPLES.map(([line, meaning]) =>
        element(
          "button.example",
          { type: "button", on: { click: () => acts.say(line) } },
          element("span.example-line", { text: line }),
          element("span.example-meaning", { text: meaning }),
        ),
      ),
    ),
    element("p.hint", {}, "Or type ", element("kbd", { text: "/" }), " below for every command."),
  );
}
