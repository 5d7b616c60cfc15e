// When the knowledge was replaced, the open answers are asked for again: a curator saves a file and sees them change.

import * as acts from "./acts.js";
import { commandOf, plainOptions } from "./route.js";
import { myself, state } from "./state.js";

/** The callback that changes the message of a pressed control. */
const UPDATE = 7;
/** The type of an interaction that sends a form. */
const MODAL = 5;

/** Of each message, the version of the knowledge that it shows; those of other people wait until one is that person. */
const shownOf = new Map();

export function redrawOnNewKnowledge() {
  let isRunning = false;
  state.watch(["knowledge", "messages"], () => {
    if (!state.get("knowledge")) return;
    note();
    if (!isRunning) renewAll();
  });

  /** One after the other, and after each the latest of those that are left: files may change meanwhile. */
  async function renewAll() {
    isRunning = true;
    for (let [next] = stale(); next; [next] = stale()) {
      shownOf.set(next.id, version());
      await renew(next);
    }
    isRunning = false;
  }
}

function version() {
  return state.get("knowledge")?.version ?? 0;
}

function note() {
  for (const { id } of state.get("messages") ?? []) {
    if (!shownOf.has(id)) shownOf.set(id, version());
  }
}

/** The person's own answers that show older knowledge, the latest first: it is the one that is looked at. */
function stale() {
  const me = myself();
  const own = (state.get("messages") ?? []).filter(
    (message) =>
      message.author.app &&
      !message.failed &&
      !message.loading &&
      message.interaction &&
      !mayChangeSomething(message) &&
      String(message.interaction.user.id) === String(me?.id) &&
      !state.get("superseded").has(message.id) &&
      shownOf.get(message.id) < version(),
  );
  return own.reverse();
}

/** A form that was sent, and a command that asks for permissions, are not sent again unasked. */
function mayChangeSomething({ interaction, replies_to: before }) {
  if (!interaction) return false;
  if (interaction.kind === MODAL) return true;
  const command = state.get("commands").find((known) => known.name === interaction.name);
  if (command) return command.restricted === true;
  const pressed = before && find(before);
  return Boolean(pressed) && mayChangeSomething(pressed);
}

async function renew(message) {
  const me = state.get("me");
  const lastClick = acts.lastClick(message.id);
  const menu = openMenu(message);
  if (menu) {
    // The open entry is the menu's choice: choosing it again changes the message in place.
    await acts.select(message.id, menu.custom_id, menu.values);
    // Meanwhile one may have become another person, who would get a copy.
    if (state.get("me") !== me) return;
    if (lastClick && hasButton(find(message.id), lastClick)) await acts.click(message.id, lastClick);
    return;
  }
  const { sent, received } = message.inspect ?? {};
  const command = commandOf(message);
  if (sent?.type === 2 && command)
    await askAgain(message, () => acts.repeat(command.name, plainOptions(command.options)));
  else if (sent?.type === 2 && sent.data.type === 3)
    await askAgain(message, () => acts.useAgain(sent.data.target_id, sent.data.name));
  else if (sent?.type === 3 && received?.type === UPDATE && hasButton(message, sent.data.custom_id))
    await acts.click(message.id, sent.data.custom_id);
}

/** Without a menu the command is sent again, and the new answer takes the place of the old one as soon as it is there. */
async function askAgain(message, ask) {
  const me = state.get("me");
  state.set({ replacing: { id: message.id, after: state.get("messages").at(-1).id } });
  const outcome = await ask();
  if (outcome.status !== "answered") return state.set({ replacing: null });
  const superseded = new Map(state.get("superseded")).set(message.id, String(outcome.message));
  state.set({ replacing: null, superseded });
  if (state.get("me") === me) await acts.dismiss(message.id);
}

function find(id) {
  return (state.get("messages") ?? []).find((message) => message.id === id);
}

function controls(message) {
  return (message?.components ?? []).flatMap((row) => row.components ?? []);
}

function openMenu(message) {
  for (const control of controls(message)) {
    const values = (control.options ?? []).filter((option) => option.default).map((option) => option.value);
    if (control.type === 3 && values.length > 0) return { custom_id: control.custom_id, values };
  }
  return null;
}

function hasButton(message, customId) {
  return controls(message).some((control) => control.custom_id === customId && !control.disabled);
}
