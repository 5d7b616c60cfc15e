// What is under a message: rows of buttons and menus, and the newer components that hold text.

import { element } from "./dom.js";
import { drawText } from "./draw.js";
import { icon } from "./icons.js";
import { safeUrl } from "./inline.js";
import { drawSelect } from "./select.js";

const BUTTON_STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const SELECTS = [3, 5, 6, 7, 8];

/**
 * @param {object[]} components
 * @param {{ onClick(customId: string): Promise<unknown>, onSelect(customId: string, values: string[]): Promise<unknown> }} acts
 */
export function drawComponents(components, acts) {
  return components.map((component) => drawComponent(component, acts));
}

function drawComponent(component, acts) {
  const children = () => drawComponents(component.components ?? [], acts);
  if (SELECTS.includes(component.type)) {
    const select = drawSelect(component, (values) =>
      busy(select.querySelector("button"), acts.onSelect(component.custom_id, values)),
    );
    return select;
  }
  switch (component.type) {
    case 1:
      return element("div.row", {}, children());
    case 2:
      return drawButton(component, acts);
    case 9:
      return element(
        "div.section",
        {},
        element("div", {}, children()),
        component.accessory && drawComponent(component.accessory, acts),
      );
    case 10:
      return element("div.markup", {}, drawText(component.content ?? ""));
    case 14:
      return element("hr.separator");
    case 17:
      return element("div.embed.container", {}, children());
    default:
      return element("p.unknown", { text: `A component of type ${component.type}: the page cannot draw it.` });
  }
}

function drawButton(component, { onClick }) {
  const face = [
    component.emoji?.name &&
      element("span.emoji", { text: component.emoji.name, "aria-hidden": Boolean(component.label) }),
    component.label && element("span", { text: component.label }),
  ];
  if (component.style === 5) {
    const href = component.disabled ? null : safeUrl(component.url);
    return element(
      "a.button.link",
      { href, target: "_blank", rel: "noopener noreferrer nofollow" },
      face,
      icon("external"),
    );
  }
  const button = element(
    `button.button.${BUTTON_STYLES[component.style] ?? "secondary"}`,
    {
      type: "button",
      disabled: component.disabled === true,
      data: { key: component.custom_id ?? "" },
      on: { click: () => component.custom_id && busy(button, onClick(component.custom_id)) },
    },
    face,
  );
  return button;
}

/** Marks a control that waits for the bot; a second press changes nothing. */
async function busy(control, outcome) {
  control.classList.add("busy");
  control.setAttribute("aria-busy", "true");
  await outcome;
  control.classList.remove("busy");
  control.removeAttribute("aria-busy");
}
