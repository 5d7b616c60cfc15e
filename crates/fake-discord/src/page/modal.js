// A form that the bot opens: Discord's modal as a dialog of the browser, which keeps the focus inside.

import { element, freshId } from "./dom.js";
import { drawText } from "./draw.js";
import { iconButton } from "./icons.js";
import { optionsOf } from "./select.js";

const TEXT_INPUT = 4;
const PARAGRAPH = 2;
const LABEL = 18;
const TEXT = 10;

/**
 * @param {object} modal as the bot sent it
 * @param {(fields: Record<string, string>) => Promise<string|null>} submit resolves with what is wrong, or `null`
 */
export function openModal(modal, submit) {
  const opener = document.activeElement;
  const title = element("h2", { text: modal.title ?? "", id: freshId("modal") });
  const trouble = element("p.modal-trouble", { role: "alert" });
  const fields = (modal.components ?? []).map(drawField);
  const send = element("button.button.primary", { type: "submit", text: "Submit" });
  const form = element(
    "form",
    { method: "dialog", novalidate: true, on: { submit: onSubmit } },
    element(
      "div.modal-body",
      {},
      fields.map((field) => field.node),
      trouble,
    ),
    element(
      "div.modal-actions",
      {},
      element("button.button.secondary", { type: "button", text: "Cancel", on: { click: () => dialog.close() } }),
      send,
    ),
  );
  const dialog = element(
    "dialog.modal",
    { "aria-labelledby": title.id },
    element(
      "header",
      {},
      title,
      iconButton("close", "Close", () => dialog.close()),
    ),
    form,
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (opener?.isConnected) opener.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("input, textarea, select")?.focus();

  async function onSubmit(event) {
    event.preventDefault();
    send.disabled = true;
    const values = Object.fromEntries(fields.filter((field) => field.name).map((field) => [field.name, field.value()]));
    const wrong = await submit(values);
    send.disabled = false;
    if (wrong) trouble.textContent = wrong;
    else dialog.close();
  }
}

function drawField(component) {
  if (component.type === TEXT) return { node: element("div.markup", {}, drawText(component.content ?? "")) };
  const input = component.type === LABEL ? component.component : component.components?.[0];
  if (!input)
    return { node: element("p.unknown", { text: `A component of type ${component.type}: the page cannot draw it.` }) };
  const words = component.label ?? input.label ?? "";
  const control = drawControl(input);
  control.id = freshId("field");
  control.required = input.required !== false;
  const hint = component.description && element("small", { id: freshId("hint"), text: component.description });
  if (hint) control.setAttribute("aria-describedby", hint.id);
  const label = element(
    "label",
    { for: control.id },
    words,
    control.required && element("span.required", { text: " *", "aria-hidden": "true" }),
  );
  return {
    node: element("div.modal-field", {}, label, hint, control),
    name: input.custom_id,
    value: () => control.value,
  };
}

function drawControl(input) {
  if (input.type !== TEXT_INPUT) {
    const options = optionsOf(input).map((option) =>
      element("option", { value: option.value, text: option.label, selected: option.default === true }),
    );
    return element("select", {}, input.required === false && element("option", { value: "", text: "—" }), options);
  }
  const given = { placeholder: input.placeholder, minlength: input.min_length, maxlength: input.max_length };
  const control =
    input.style === PARAGRAPH
      ? element("textarea", { rows: 5, ...given })
      : element("input", { type: "text", ...given });
  control.value = input.value ?? "";
  return control;
}
