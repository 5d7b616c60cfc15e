// What the fields of a command hold, and what is wrong with it.

import { choiceNamed, isClosed } from "./completion.js";

/** The type of an option that takes a file. */
export const ATTACHMENT = 11;

/** Why a field cannot be sent, or `null`. */
export function trouble(field) {
  if (field.wrong) return field.wrong;
  if (!textOf(field)) return field.option.required ? "This option is required." : null;
  if (isClosed(field.option) && !valueOf(field)) return "Choose one from the list.";
  if ([4, 10].includes(field.option.type) && Number.isNaN(Number(field.input.value))) return "A number, please.";
  return null;
}

/** What the fields hold, by option. */
export function heldBy(fields) {
  const filled = fields.filter((field) => textOf(field));
  return Object.fromEntries(
    filled
      .map((field) => [field.option.name, field])
      .flatMap(([name, field]) => {
        const held = valueOf(field);
        return held ? [[name, held.value]] : [];
      }),
  );
}

/** What stands in a field; of a file, the name. */
export function textOf(field) {
  return field.option.type === ATTACHMENT ? (field.choice?.name ?? "") : field.input.value.trim();
}

function valueOf(field) {
  if (field.choice || field.option.type === ATTACHMENT) return field.choice;
  const text = field.input.value.trim();
  if (isClosed(field.option)) return choiceNamed(field.option, text);
  return { value: [4, 10].includes(field.option.type) ? Number(text) : text };
}
