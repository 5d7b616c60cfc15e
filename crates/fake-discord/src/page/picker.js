// What the picker knows of a typed line: which commands match it, and which option is being typed.

import { element } from "./dom.js";

const SLASH = 1;

/** The commands whose name begins with what was typed, then those that hold it. */
export function matching(commands, typed) {
  const wanted = typed.toLowerCase();
  const slash = commands.filter((command) => command.type === SLASH);
  const begins = slash.filter((command) => command.name.startsWith(wanted));
  const holds = slash.filter((command) => !command.name.startsWith(wanted) && command.name.includes(wanted));
  return [...begins, ...holds];
}

/**
 * `/guide add name:x` as name, command and rest; without a command, the rest is `null`: the name is being typed.
 *
 * @param {object[]} commands of which the one with the longest name is meant, `guide add` before `guide`
 */
export function splitLine(line, commands) {
  const typed = line.slice(1);
  const isMeant = ({ type, name }) => type === SLASH && typed.startsWith(name) && /^\s/.test(typed.slice(name.length));
  const [command = null] = commands.filter(isMeant).sort((one, other) => other.name.length - one.name.length);
  if (!command) return { name: typed, command, rest: null };
  return { name: command.name, command, rest: typed.slice(command.name.length + 1) };
}

/**
 * The option that the end of the line belongs to, its value so far, and what the others hold. Without `name:` the text
 * is the first option's.
 */
export function optionBeingTyped(command, rest) {
  const marks = command.options
    .map((option) => ({ option, at: markOf(rest, option.name) }))
    .filter(({ at }) => at >= 0);
  marks.sort((one, other) => one.at - other.at);
  const others = {};
  const first = rest.slice(0, marks[0]?.at ?? rest.length).trim();
  if (marks.length === 0) return { option: command.options[0] ?? null, value: first, others };
  if (first && command.options[0]) others[command.options[0].name] = first;
  marks.forEach(({ option, at }, index) => {
    others[option.name] = rest.slice(at + option.name.length + 1, marks[index + 1]?.at).trim();
  });
  const { option } = marks.at(-1);
  const value = others[option.name];
  delete others[option.name];
  return { option, value, others };
}

function markOf(rest, name) {
  if (rest.startsWith(`${name}:`)) return 0;
  const at = rest.search(new RegExp(`\\s${RegExp.escape?.(name) ?? name}:`, "u"));
  return at < 0 ? -1 : at + 1;
}

/** A command as a line of the picker. */
export function describeCommand(command) {
  const required = command.options.filter((option) => option.required);
  const optional = command.options.length - required.length;
  return [
    element(
      "span.line-words",
      {},
      element(
        "span.line-label",
        {},
        `/${command.name}`,
        required.map((option) => element("span.option-chip", { text: option.name })),
        optional > 0 && element("span.option-more", { text: `+${optional} optional` }),
      ),
      element("span.line-description", { text: command.description }),
    ),
  ];
}

/** How a command is used, with the option that is being typed in full. */
export function drawUsage(command, current) {
  return element(
    "div.usage",
    {},
    element(
      "div.usage-line",
      {},
      element("strong", { text: `/${command.name}` }),
      command.options.map((option) =>
        element(option === current ? "span.option-chip.current" : "span.option-chip", { text: option.name }),
      ),
    ),
    element("div.usage-words", { text: current ? `${current.name}: ${current.description}` : command.description }),
  );
}
