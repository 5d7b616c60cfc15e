// The list of messages: redrawn by key, so that what did not change stays, with its focus and its place on the screen.

import { announce, avatar, element, part } from "./dom.js";
import { follower } from "./follow.js";
import { drawMessage, isUnderMessage, spoken } from "./message.js";
import { here, myself, shownName, state } from "./state.js";
import { drawWelcome } from "./hint.js";

/** How long the same author's lines belong together. */
const TOGETHER = 7 * 60_000;

export function showMessages() {
  const list = part("message-list");
  /** id -> what was drawn, and from what. */
  let drawn = new Map();
  let shownFor = "";

  let sendingBefore = 0;
  state.watch(["messages", "me", "welcome", "commands", "superseded", "replacing", "sending"], redraw);

  function redraw() {
    const messages = state.get("messages");
    const key = JSON.stringify(state.get("me"));
    const isOther = key !== shownFor;
    const sending = state.get("sending");
    if (isOther) drawn = new Map();
    list.setAttribute("aria-busy", String(messages === null));
    let entries = [];
    follower.hold(() => {
      entries = draw(messages ?? []);
      arrange([drawWelcome(), ...entries.map((entry) => entry.node), ...sending.map(drawSending)]);
    });
    const changed = entries.filter((entry) => entry.isChanged);
    if (messages && isOther) shownFor = key;
    else if (messages) tell(changed);
    // An answer that takes the place of another is no news.
    const fresh = state.get("replacing") ? [] : changed.filter((entry) => entry.isNew);
    if (isOther || sending.length > sendingBefore || fresh.some((entry) => isOwn(entry.message))) follower.jump();
    else follower.follow(fresh.length);
    sendingBefore = sending.length;
  }

  function draw(messages) {
    const visible = inPlace(messages).filter((message) => !isAttached(message, messages));
    const context = JSON.stringify([state.get("me"), state.get("commands").length, state.get("welcome")?.app]);
    const next = new Map();
    let before = null;
    for (const message of visible) {
      const setting = { isCompact: goesOn(before, message), failure: failureOf(message, messages) };
      const source = JSON.stringify([message, setting, context]);
      const old = drawn.get(message.id);
      const isSame = old?.source === source;
      const node = isSame ? old.node : drawMessage(message, setting);
      if (old && !isSame) replace(old.node, node);
      next.set(message.id, { node, source, message, isChanged: !isSame, isNew: !old });
      before = message;
    }
    drawn = next;
    return [...next.values()];
  }

  /** Puts the nodes in order, touching only those that are out of place. */
  function arrange(nodes) {
    const keep = new Set(nodes);
    for (const child of [...list.children]) {
      if (!keep.has(child)) {
        const hadFocus = child.contains(document.activeElement);
        child.remove();
        if (hadFocus) part("composer-input")?.focus();
      }
    }
    nodes.forEach((node, index) => {
      if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
    });
  }
}

/** Whether a message is the person's own, or answers them. */
function isOwn(message) {
  const asker = message.interaction?.user.id ?? message.author.id;
  return String(asker) === String(myself()?.id);
}

/** The messages in order, each renewed answer in the place of the one that it replaces. */
function inPlace(messages) {
  const successors = new Map(state.get("superseded"));
  const replacing = state.get("replacing");
  if (replacing) {
    const before = messages.findIndex((message) => message.id === replacing.after);
    const next = messages.slice(before + 1).find((message) => message.author.app && isOwn(message));
    if (next) successors.set(replacing.id, next.id);
  }
  if (successors.size === 0) return messages;
  const first = new Map();
  for (const [old, next] of successors) first.set(next, first.get(old) ?? old);
  const placeOf = ({ id }) => BigInt(first.get(id) ?? id);
  return messages
    .filter((message) => !successors.has(message.id))
    .sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}

function replace(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(node);
  if (!focused) return;
  const key = focused.dataset.key;
  const same = key
    ? [...node.querySelectorAll("[data-key]")].find((other) => other.dataset.key === key && !other.disabled)
    : null;
  (same ?? node).focus({ preventScroll: true });
}

function tell(changed) {
  for (const { message, isNew } of changed.slice(-3)) {
    announce(isNew ? spoken(message) : `Changed. ${spoken(message)}`);
  }
}

function goesOn(before, message) {
  return (
    before !== null &&
    !message.interaction &&
    !before.interaction &&
    before.author.id === message.author.id &&
    message.created - before.created < TOGETHER &&
    !message.failed &&
    !before.failed
  );
}

/** A press that came to nothing is told under the message, unless that is gone. */
function isAttached(message, messages) {
  return isUnderMessage(message) && messages.some((other) => other.id === message.replies_to);
}

/** The failure to show under a message: the latest one, until something else happened to the message. */
function failureOf(message, messages) {
  const failure = messages.findLast((other) => isUnderMessage(other) && other.replies_to === message.id);
  return failure && failure.created >= (message.edited ?? message.created) ? failure : null;
}

/** The line of a command that is on its way. */
const sendingNodes = new WeakMap();

function drawSending(entry) {
  if (!sendingNodes.has(entry)) {
    const me = myself();
    const app = state.get("welcome")?.app;
    sendingNodes.set(
      entry,
      element(
        "li.message.sending",
        {},
        element(
          "div.message-inner",
          {},
          element(
            "div.origin",
            {},
            avatar(me ? shownName(me) : "?", me?.color, "tiny"),
            element(
              "span",
              {},
              element("span.origin-name", { text: me ? shownName(me) : "" }),
              " used ",
              element("span.used-command", { text: entry.line }),
            ),
          ),
          avatar(app?.name ?? "App", app?.color, "app"),
          element(
            "div.message-body",
            {},
            element(
              "div.message-header",
              {},
              element("span.author", { text: app?.name ?? "" }),
              element("span.app-tag", { text: "APP" }),
            ),
            element(
              "div.thinking",
              {},
              element("em", { text: here()?.kind === "dm" ? "Sending…" : "Sending command…" }),
            ),
          ),
        ),
      ),
    );
  }
  return sendingNodes.get(entry);
}
