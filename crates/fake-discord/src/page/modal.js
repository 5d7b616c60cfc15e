// A form that the bot opens: Discord's modal as a dialog of the browser, which keeps the focus inside.

import { element, freshId } from "./dom.js";
import { drawField } from "./form.js";
import { iconButton } from "./icons.js";

/**
 * @param {object} modal as the bot sent it
 * @param {(fields: Record<string, string|string[]>) => Promise<string|null>} submit resolves with what is wrong, or `null`
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
    ),
    element(
      "div.modal-actions",
      {},
      trouble,
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
  dialog.classList.toggle(
    "wide",
    fields.some((field) => field.isWide),
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
    trouble.textContent = "";
    send.disabled = true;
    const values = Object.fromEntries(fields.filter((field) => field.name).map((field) => [field.name, field.value()]));
    const wrong = await submit(values);
    send.disabled = false;
    if (wrong) trouble.textContent = wrong;
    else dialog.close();
  }
}
