// When the knowledge was replaced, the last open answer is asked for again: a curator saves a file and sees it change.

import * as acts from "./acts.js";
import { plainOptions } from "./route.js";
import { myself, state } from "./state.js";

export function redrawOnNewKnowledge() {
  let version = null;
  let isRunning = false;
  let isDue = false;
  state.watch(["knowledge"], () => {
    const next = state.get("knowledge")?.version ?? null;
    const isNewer = version !== null && next !== null && next > version;
    version = next;
    if (isNewer) soon();
  });

  /** One after the other: files that change in quick succession must not ask the same twice. */
  async function soon() {
    isDue = true;
    if (isRunning) return;
    isRunning = true;
    while (isDue) {
      isDue = false;
      await redraw();
    }
    isRunning = false;
  }
}

async function redraw() {
  const message = lastOwnAnswer();
  if (!message) return;
  const lastClick = acts.lastClick(message.id);
  const menu = openMenu(message);
  if (menu) {
    // The open entry is the menu's choice: choosing it again changes the message in place.
    await acts.select(message.id, menu.custom_id, menu.values);
    if (lastClick && hasButton(find(message.id), lastClick)) await acts.click(message.id, lastClick);
    return;
  }
  const sent = message.inspect?.sent;
  if (sent?.type === 2 && sent.data.type === 1)
    await askAgain(message, () => acts.repeat(sent.data.name, plainOptions(sent.data.options)));
  else if (sent?.type === 2 && sent.data.type === 3)
    await askAgain(message, () => acts.useAgain(sent.data.target_id, sent.data.name));
  else if (sent?.type === 3 && hasButton(message, sent.data.custom_id))
    await acts.click(message.id, sent.data.custom_id);
}

/** Without a menu the command is sent again, and the new answer takes the place of the old one as soon as it is there. */
async function askAgain(message, ask) {
  state.set({ replacing: { id: message.id, after: state.get("messages").at(-1).id } });
  const outcome = await ask();
  const isReplaced = outcome.status === "answered";
  const superseded = isReplaced ? new Set([...state.get("superseded"), message.id]) : state.get("superseded");
  state.set({ replacing: null, superseded });
}

function lastOwnAnswer() {
  const me = myself();
  const own = (message) =>
    message.author.app &&
    !message.failed &&
    !message.loading &&
    message.interaction &&
    String(message.interaction.user.id) === String(me?.id) &&
    !state.get("superseded").has(message.id);
  return (state.get("messages") ?? []).findLast(own) ?? null;
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
