// The inspector of a message: the interaction, the bot's requests about it, the time, and the use of Discord's limits.

import { element, part } from "./dom.js";
import { drawCalls } from "./calls.js";
import { follower } from "./follow.js";
import { iconButton, icon } from "./icons.js";
import { copyButton, drawCode, drawJson, number, section } from "./json.js";
import { NARROW, keepFocus, setDialog } from "./modality.js";
import { linkTo } from "./route.js";
import { state } from "./state.js";

/** Above this share of a limit a bar warns. */
const TIGHT = 0.9;

let opener = null;

export function inspect(id) {
  opener = document.activeElement;
  state.set({ inspected: state.get("inspected") === id ? null : id });
  if (state.get("inspected")) part("inspector").querySelector("h2")?.focus();
}

export function showInspector() {
  const drawer = part("inspector");
  let drawn = "";
  let before = null;
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (NARROW.matches) keepFocus(drawer, event);
  });
  NARROW.addEventListener("change", cover);
  state.watch(["inspected", "messages", "removed"], () => {
    const id = state.get("inspected");
    const message = id && inspectable(id);
    if (drawer.hidden === Boolean(message)) {
      keepInPlace(id ?? before, () => {
        drawer.hidden = !message;
        document.body.classList.toggle("inspecting", Boolean(message));
      });
    }
    before = id;
    cover();
    for (const item of document.querySelectorAll("li.message"))
      item.classList.toggle("inspected", item.dataset.id === id);
    const source = JSON.stringify(message ?? null);
    if (source === drawn) return;
    drawn = source;
    if (!message?.inspect) return;
    const hadFocus = drawer.contains(document.activeElement);
    drawer.replaceChildren(...draw(message));
    if (hadFocus) drawer.querySelector("h2").focus({ preventScroll: true });
  });
}

/** The message, or what is left of one that was deleted. */
function inspectable(id) {
  const message = state.get("messages")?.find((candidate) => candidate.id === id);
  const removed = state.get("removed").find((candidate) => candidate.id === id);
  return message ?? (removed && { ...removed, isRemoved: true });
}

/** On a narrow screen the drawer covers the chat, which is out of reach meanwhile. */
function cover() {
  const drawer = part("inspector");
  const covers = NARROW.matches && !drawer.hidden;
  setDialog(drawer, covers && "Inspector");
  if (!covers) drawer.setAttribute("aria-label", "Inspector");
  if (!part("sidebar").classList.contains("open")) part("chat").inert = covers;
}

/** The drawer takes width from the messages; the one that is looked at stays where it was. */
function keepInPlace(id, change) {
  const item = id ? document.querySelector(`li.message[data-id="${CSS.escape(id)}"]`) : null;
  const before = item?.getBoundingClientRect().top;
  change();
  if (!item) return;
  part("messages").scrollTop += item.getBoundingClientRect().top - before;
  follower.settle();
}

function close() {
  const id = CSS.escape(state.get("inspected") ?? "");
  state.set({ inspected: null });
  // A message that changed meanwhile was drawn anew, with its button.
  const same = document.querySelector(`li.message[data-id="${id}"] [data-key=inspect]`);
  const target = opener?.isConnected && opener !== document.body ? opener : (same ?? part("composer-input"));
  target?.focus({ preventScroll: true });
}

function draw(message) {
  const { sent, received, millis, calls = [], limits = [], refused = [] } = message.inspect;
  const link = linkTo(message);
  return [
    element(
      "header",
      {},
      element("h2", { text: "Inspector", tabindex: -1 }),
      iconButton("close", "Close the inspector", close),
    ),
    element(
      "div.inspector-body",
      {},
      message.isRemoved && element("p.removed", { role: "status", text: "This message was deleted." }),
      element("section", { "aria-label": "Time" }, drawTime(millis)),
      refused.length > 0 && section("Refused", refused.map(drawRefusal)),
      limits.length > 0 && section("Discord's limits", element("ul.limits", {}, limits.map(drawLimit))),
      drawJson("Interaction sent", sent),
      calls.length > 0 && drawCalls(calls, received),
      calls.length === 0 &&
        (received
          ? drawJson("Answer received", received)
          : section("Answer received", element("p.quiet", { text: "None." }))),
      element(
        "div.inspector-actions",
        {},
        copyButton("copy", "Copy everything as JSON", () =>
          JSON.stringify({ sent, received, millis, calls, limits, refused }, null, 2),
        ),
        link && copyButton("link", "Copy link to this question", () => `${location.origin}/${link}`),
      ),
    ),
  ];
}

function drawTime(millis) {
  const deadline = state.get("welcome")?.deadline_ms ?? 3000;
  if (millis === null || millis === undefined)
    return [element("p.time", {}, element("strong", { text: "No answer" }), ` within ${number(deadline)} ms`)];
  return [
    element(
      "p.time",
      {},
      element("strong", { text: `${number(millis)} ms` }),
      ` of ${number(deadline)} ms until the answer`,
    ),
    meter("Time until the answer", millis, deadline),
  ];
}

function drawLimit({ name, used, most }) {
  return element(
    "li",
    {},
    element("span.limit-name", { text: name }),
    element("span.limit-count", { text: `${number(used)} of ${number(most)}` }),
    meter(name, used, most),
  );
}

/** A bar; the number beside it says the same in words. */
function meter(label, used, most) {
  const share = Math.min(used / most, 1);
  const bar = element(
    "span.meter",
    {
      role: "meter",
      "aria-label": label,
      "aria-valuemin": 0,
      "aria-valuemax": most,
      "aria-valuenow": Math.min(used, most),
      colors: { "--share": String(share) },
    },
    element("span"),
  );
  bar.classList.toggle("tight", used / most > TIGHT);
  return bar;
}

function drawRefusal({ rule, status, body }) {
  return element(
    "div.refusal",
    {},
    element("p", {}, element("strong", { text: rule ?? "Refused" }), ` HTTP ${status} · ${body?.message ?? ""}`),
    drawCode(`Refusal ${rule ?? ""}`, body),
  );
}
