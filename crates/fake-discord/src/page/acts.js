// What a person does. Each act goes to the program; what comes of it is a change of the messages, a form, or a notice.

import { openModal } from "./modal.js";
import { notify } from "./notice.js";
import { state } from "./state.js";

let connection = null;

/** The last control that changed each message, so that a redrawn answer can be led to the same page. */
const lastUsed = new Map();

export function useConnection(opened) {
  connection = opened;
}

/** Sends a typed line: a command, or an ordinary message. */
export function say(line) {
  return line.startsWith("/") ? waitFor(line, { act: "types", line }) : perform({ act: "says", content: line });
}

/** Sends a command with its options by name; `line` is what is shown meanwhile. */
export function command(name, options, line = `/${name}`) {
  return waitFor(line, { act: "command", name, options });
}

/** Sends a command that was sent before, without showing that. */
export function repeat(name, options) {
  return perform({ act: "command", name, options });
}

/** Uses a command on a message once more, without showing that. */
export function useAgain(message, name) {
  return perform({ act: "uses", message, command: name });
}

/** Asks for the choices of an option, with what the others hold; `null` if none came. */
export async function complete(name, option, value, options) {
  const outcome = await connection.ask({ act: "completes", name, option, value, options });
  return outcome.status === "choices" ? outcome.choices : null;
}

export async function click(message, customId) {
  const outcome = await perform({ act: "clicks", message, custom_id: customId });
  // What brought another message, such as sharing, is no way back to what this one shows.
  if (String(outcome.message) === String(message)) lastUsed.set(message, customId);
  return outcome;
}

export function select(message, customId, values) {
  lastUsed.delete(message);
  return perform({ act: "selects", message, custom_id: customId, values });
}

export function use(message, name) {
  return waitFor(name, { act: "uses", message, command: name });
}

export function dismiss(message) {
  return perform({ act: "dismisses", message });
}

/** The control that was used last on a message, if that was a button. */
export function lastClick(message) {
  return lastUsed.get(message) ?? null;
}

/** Shows the line as being sent until something came of it. */
async function waitFor(line, act) {
  const entry = { line };
  state.set({ sending: [...state.get("sending"), entry] });
  const outcome = await perform(act);
  state.set({ sending: state.get("sending").filter((other) => other !== entry) });
  return outcome;
}

async function perform(act) {
  const outcome = await connection.ask(act);
  if (outcome.status === "cannot") notify(outcome.reason, outcome);
  if (outcome.status === "modal") {
    openModal(outcome.modal, async (fields) => {
      const answer = await connection.ask({ act: "submits", modal: outcome.interaction, fields });
      return ["answered", "deferred"].includes(answer.status) ? null : answer.reason;
    });
  }
  return outcome;
}
