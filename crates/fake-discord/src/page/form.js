// The fields of a form: what each component of a modal is in HTML, with its limits, and what it sends.

import { element, freshId } from "./dom.js";
import { drawText } from "./draw.js";
import { attach } from "./files.js";
import { optionsOf } from "./select.js";

const TEXT_INPUT = 4;
const TEXT = 10;
const LABEL = 18;
const FILE_UPLOAD = 19;
const RADIO_GROUP = 21;
const CHECKBOX_GROUP = 22;
const CHECKBOX = 23;
const SELECTS = [3, 5, 6, 7, 8];
const PARAGRAPH = 2;
const LONGEST = 4000;

/**
 * @param {object} component a component of the modal
 * @returns {{ node: HTMLElement, name?: string, isWide?: boolean, value?(): string|string[] }} without a name it sends
 *   nothing
 */
export function drawField(component) {
  if (component.type === TEXT) return { node: element("div.markup", {}, drawText(component.content ?? "")) };
  const input = component.type === LABEL ? component.component : component.components?.[0];
  if (!input)
    return { node: element("p.unknown", { text: `A component of type ${component.type}: the page cannot draw it.` }) };
  const given = { input, label: component.label ?? input.label ?? "", description: component.description };
  const drawn = draw(given);
  return { name: input.custom_id, ...drawn };
}

function draw(given) {
  const { type, max_values: most } = given.input;
  if (type === TEXT_INPUT) return drawInput(given);
  if (type === CHECKBOX) return drawCheckbox(given);
  if (type === FILE_UPLOAD) return drawUpload(given);
  if (type === RADIO_GROUP) return drawGroup(given, "radio", given.input.options ?? []);
  if (type === CHECKBOX_GROUP) return drawGroup(given, "checkbox", given.input.options ?? []);
  if (!SELECTS.includes(type))
    return {
      node: element("p.unknown", { text: `A field of type ${type}: the page cannot draw it.` }),
      name: undefined,
    };
  return (most ?? 1) > 1 ? drawGroup(given, "checkbox", optionsOf(given.input)) : drawSelect(given);
}

/** One control with its label, the small print, and what else belongs under it. */
function drawLabelled({ label, description, input }, control, ...under) {
  control.id = freshId("field");
  control.required = isRequired(input);
  const hint = description && element("small", { id: freshId("hint"), text: description });
  const about = [hint, ...under].filter(Boolean);
  for (const node of about) node.id ||= freshId("about");
  if (about.length > 0) control.setAttribute("aria-describedby", about.map((node) => node.id).join(" "));
  return element(
    "div.modal-field",
    {},
    element("label", { for: control.id }, label, star(input)),
    hint,
    control,
    under,
  );
}

function isRequired(input) {
  return input.required !== false;
}

function star(input) {
  return isRequired(input) && element("span.required", { text: " *", "aria-hidden": "true" });
}

function drawInput(given) {
  const { input } = given;
  const isWide = input.style === PARAGRAPH;
  const attributes = { placeholder: input.placeholder, minlength: input.min_length, maxlength: input.max_length };
  const control = isWide
    ? element("textarea", { rows: 6, ...attributes })
    : element("input", { type: "text", ...attributes });
  control.value = input.value ?? "";
  const counter = element("span.counter");
  control.addEventListener("input", count);
  count();
  return { node: drawLabelled(given, control, counter), isWide, value: () => control.value };

  /** Characters as Discord counts them, of those that there may be. */
  function count() {
    const length = [...control.value].length;
    const most = input.max_length ?? LONGEST;
    const least = input.min_length ?? 0;
    const isShort = length > 0 && length < least;
    counter.textContent = isShort ? `${length} / ${most}, ${least} at least` : `${length} / ${most}`;
    counter.classList.toggle("wrong", isShort || length > most);
  }
}

function drawSelect(given) {
  const { input } = given;
  const options = optionsOf(input);
  const isOpen = !options.some((option) => option.default);
  const nothing = isRequired(input) ? input.placeholder || "Make a selection" : "—";
  const control = element(
    "select",
    {},
    (isOpen || !isRequired(input)) && element("option", { value: "", text: nothing }),
    options.map((option) =>
      element("option", { value: option.value, text: option.label, selected: option.default === true }),
    ),
  );
  return { node: drawLabelled(given, control), value: () => control.value };
}

/** Several of a list, or one of it: boxes to tick, all of them in sight. */
function drawGroup({ label, description, input }, type, options) {
  const name = freshId("group");
  const boxes = options.map((option) =>
    element("input", { type, name, value: option.value, checked: option.default === true }),
  );
  const hint = element("small", {
    id: freshId("hint"),
    text: [description, limitOf(input, type)].filter(Boolean).join(" "),
  });
  const node = element(
    "fieldset.modal-field",
    { "aria-describedby": hint.id },
    element("legend", {}, label, star(input)),
    hint.textContent && hint,
    element(
      "div.choices",
      {},
      options.length === 0 && element("p.choice-none", { text: "There is nothing to choose from." }),
      options.map((option, index) =>
        element(
          "label.choice",
          {},
          boxes[index],
          element(
            "span.choice-words",
            {},
            element("span.choice-label", { text: option.label }),
            option.description && element("span.choice-description", { text: option.description }),
          ),
        ),
      ),
    ),
  );
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return { node, value: () => (type === "radio" ? (chosen()[0] ?? "") : chosen()) };
}

function limitOf({ min_values: least = 1, max_values: most, required }, type) {
  if (type === "radio" || most === undefined) return "";
  return least <= 1 || required === false ? `Up to ${most}.` : `${least} to ${most}.`;
}

function drawCheckbox({ label, description, input }) {
  const control = element("input", { type: "checkbox", checked: input.default === true });
  const node = element(
    "label.choice.modal-field",
    {},
    control,
    element(
      "span.choice-words",
      {},
      element("span.choice-label", { text: label }),
      description && element("span.choice-description", { text: description }),
    ),
  );
  return { node, value: () => String(control.checked) };
}

function drawUpload(given) {
  const { input } = given;
  const control = element("input", { type: "file", multiple: (input.max_values ?? 1) > 1 });
  const status = element("span.counter", { role: "status" });
  let ids = [];
  control.addEventListener("change", async () => {
    const files = [...control.files];
    ids = [];
    status.classList.remove("wrong");
    status.textContent = files.length > 0 ? "Attaching…" : "";
    try {
      const attached = await Promise.all(files.map(attach));
      ids = attached;
      status.textContent = "";
    } catch (problem) {
      status.textContent = problem.message;
      status.classList.add("wrong");
    }
  });
  return { node: drawLabelled(given, control, status), value: () => ids };
}
