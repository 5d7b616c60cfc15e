// A link to the same state: `#/industry?name=healthcare`, and who asked where if that is not Ada in #general.
//
// `.as`, `.in` and `.lang` begin with a letter that no option's name may hold.

import * as acts from "./acts.js";
import { notify } from "./notice.js";
import { myself, state } from "./state.js";

const SLASH = 1;
const USUAL = { person: "ada", place: "general", locale: "en-US" };
const KEYS = { ".as": "person", ".in": "place", ".lang": "locale" };

/** The part of an address behind its `#`: a command with its options, and who asks. */
export function read(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const me = { ...USUAL };
  const options = {};
  for (const [key, value] of new URLSearchParams(query)) {
    if (key in KEYS) me[KEYS[key]] = value;
    else options[key] = value;
  }
  return { name: decode(path), options, me };
}

/** The link to a command, with the person, place and language that asked it. */
export function write({ name = "", options = {}, me = USUAL }) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(options)) query.set(key, String(value));
  for (const [key, member] of Object.entries(KEYS)) {
    if (me[member] !== USUAL[member]) query.set(key, me[member]);
  }
  const rest = query.size > 0 ? `?${query}` : "";
  return name || rest ? `#/${encodeURIComponent(name)}${rest}` : "";
}

/** `data.options` of an interaction by name. */
export function plainOptions(options = []) {
  return Object.fromEntries(options.filter((option) => "value" in option).map((option) => [option.name, option.value]));
}

/** The link to the question behind a message, or `null`. What asks for permissions may change something: it has none. */
export function linkTo(message) {
  const data = commandOf(message);
  if (state.get("commands").some((known) => known.name === data?.name && known.restricted)) return null;
  return data ? write({ name: data.name, options: plainOptions(data.options), me: state.get("me") }) : null;
}

/** Keeps the address in step with the last command, and does what a link says. */
export function followRoute() {
  let wanted = read(location.hash);
  let seen = new Set();
  state.set({ me: wanted.me });
  addEventListener("hashchange", () => {
    wanted = read(location.hash);
    const me = state.get("me");
    if (Object.keys(USUAL).some((key) => wanted.me[key] !== me[key])) state.set({ me: wanted.me });
    else arrive();
  });
  state.watch(["messages", "commands", "bot"], arrive);
  state.watch(["me"], () => {
    seen = new Set();
    if (!wanted.name) show(write({ me: state.get("me") }));
  });

  async function arrive() {
    const messages = state.get("messages");
    if (!messages) return;
    const isReady = state.get("commands").length > 0 && state.get("bot").state === "connected";
    if (wanted.name && isReady) {
      const { name, options } = wanted;
      wanted = { name: "" };
      const last = messages.findLast(isMine);
      if (last && linkTo(last) === write({ name, options, me: state.get("me") })) remember(messages);
      else await ask(name, options);
    } else if (!wanted.name) {
      const fresh = messages.filter((message) => !seen.has(message.id) && isMine(message));
      const isFirst = seen.size === 0;
      remember(messages);
      const link = !isFirst && fresh.length > 0 ? linkTo(fresh.at(-1)) : null;
      if (link) show(link);
    }
  }

  function remember(messages) {
    seen = new Set(["", ...messages.map((message) => message.id)]);
  }
}

async function ask(name, written) {
  const known = state.get("commands").find((command) => command.name === name && command.type === 1);
  if (!known) return notify(`The link asks for /${name}, which is not offered here.`);
  if (known.restricted) return notify(`/${name} may change something: it is typed, not linked.`);
  const options = {};
  for (const [key, value] of Object.entries(written)) {
    const option = known.options.find((candidate) => candidate.name === key);
    if (option) options[key] = typed(option.type, value);
  }
  return acts.command(name, options);
}

/** A value of a link as its option takes it: 4 and 10 are numbers, 5 is yes or no. */
function typed(type, value) {
  if (type === 5) return value === "true";
  return type === 4 || type === 10 ? Number(value) : value;
}

function isMine(message) {
  return commandOf(message) !== null && String(message.interaction.user.id) === String(myself()?.id);
}

/** The slash command that a message answers: name and options, also after a control changed the message. */
export function commandOf(message) {
  const asked = message.interaction;
  if (!asked?.name || asked.kind !== 2 || (asked.command_type ?? SLASH) !== SLASH) return null;
  if ("options" in asked) return { name: asked.name, options: asked.options ?? [] };
  const sent = message.inspect?.sent;
  return sent?.type === 2 && sent.data.type === 1 ? sent.data : null;
}

function show(hash) {
  history.replaceState(null, "", `${location.pathname}${hash}`);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
