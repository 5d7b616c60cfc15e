// Live suggestions for an option: fixed choices at once, the bot's own after a short rest in typing.

import * as acts from "./acts.js";
import { element } from "./dom.js";
import { shownName, state } from "./state.js";

/** How long a rest in typing is before the bot is asked, in milliseconds. */
const REST = 150;

const BOOLEAN = 5;
const USER = 6;
const MENTIONABLE = 9;
/** Options of these types are shown as lists although the bot completes none of them. */
const LISTED = [BOOLEAN, USER, MENTIONABLE];

/** @param {(choices: {name: string, value: unknown}[]|null) => void} onChoices is told `null` when none came */
export function createCompletion(onChoices) {
  let timer = 0;
  let latest = 0;

  return {
    ask(command, option, value, others) {
      clearTimeout(timer);
      latest += 1;
      const asked = latest;
      const fixed = fixedChoices(option);
      if (fixed) return onChoices(fixed.filter((choice) => matches(choice, value)));
      timer = setTimeout(async () => {
        const choices = await acts.complete(command.name, option.name, value, others);
        if (asked === latest) onChoices(choices);
      }, REST);
    },
    stop() {
      clearTimeout(timer);
      latest += 1;
    },
  };
}

/** Whether there is a list for this option. */
export function isListed(option) {
  return option.autocomplete || fixedChoices(option) !== null;
}

/** Whether only what is on the list can be sent. */
export function isClosed(option) {
  return !option.autocomplete && fixedChoices(option) !== null;
}

function fixedChoices(option) {
  if (option.choices?.length > 0) return option.choices;
  if (!LISTED.includes(option.type)) return null;
  if (option.type === BOOLEAN)
    return [
      { name: "True", value: true },
      { name: "False", value: false },
    ];
  return (state.get("welcome")?.people ?? []).map((person) => ({
    name: `@${shownName(person)}`,
    value: String(person.id),
    username: person.name,
  }));
}

/** The choice of a list that was typed in full, in whatever case. */
export function choiceNamed(option, typed) {
  const wanted = bare(typed);
  return fixedChoices(option)?.find((choice) => names(choice).includes(wanted)) ?? null;
}

function matches(choice, typed) {
  return names(choice).some((name) => name.includes(bare(typed)));
}

function names({ name, username }) {
  return [name, username].filter(Boolean).map(bare);
}

function bare(name) {
  return name.trim().toLowerCase().replace(/^@/, "");
}

/**
 * The line of the list that Enter takes. The text of an open option is sent as it was typed unless a line was chosen on
 * purpose; a closed option takes only what is on its list.
 */
export function firstActive(option, typed) {
  return isClosed(option) && typed.trim() && !choiceNamed(option, typed) ? 0 : -1;
}

/** What stands in place of an empty list. */
export function drawNoChoices(choices) {
  const words = choices ? "No options match your search" : "Loading options failed";
  return element("p.no-choices", { role: "status", text: words });
}
