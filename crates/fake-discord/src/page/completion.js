// Live suggestions for an option: fixed choices at once, the bot's own after a short rest in typing.

import * as acts from "./acts.js";
import { shownName, state } from "./state.js";

/** How long a rest in typing is before the bot is asked, in milliseconds. */
const REST = 150;

const BOOLEAN = 5;
const USER = 6;
const MENTIONABLE = 9;
/** Options of these types are shown as lists although the bot completes none of them. */
const LISTED = [BOOLEAN, USER, MENTIONABLE];

/** @param {(choices: {name: string, value: unknown}[]) => void} onChoices */
export function createCompletion(onChoices) {
  let timer = 0;
  let latest = 0;

  return {
    ask(command, option, value, others) {
      clearTimeout(timer);
      latest += 1;
      const asked = latest;
      const fixed = fixedChoices(option);
      if (fixed) return onChoices(filtered(fixed, value));
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
  }));
}

function filtered(choices, typed) {
  const wanted = typed.toLowerCase().replace(/^@/, "");
  return choices.filter((choice) => choice.name.toLowerCase().includes(wanted));
}
