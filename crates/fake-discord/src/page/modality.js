// What lies over everything on a narrow screen keeps the focus inside.

/** Below this width the sidebar and the inspector cover the chat. */
export const NARROW = matchMedia("(max-width: 767px)");

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex='0']";

/** Turns around a Tab that would leave `panel`, and brings back one that is outside. */
export function keepFocus(panel, event) {
  if (event.key !== "Tab") return;
  const stops = [...panel.querySelectorAll(FOCUSABLE)].filter(isStop);
  const [first, last] = [stops[0], stops.at(-1)];
  const from = document.activeElement;
  const leaves = event.shiftKey ? from === first : from === last;
  // A heading that was given the focus is no stop, yet Tab goes on from it.
  if (!leaves && panel.contains(from) && !(event.shiftKey && !stops.includes(from))) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

/** Tells screen readers that `panel` is a dialog of this name, or with no name that it is none. */
export function setDialog(panel, name) {
  const given = { role: "dialog", "aria-modal": "true", "aria-label": name };
  for (const [key, value] of Object.entries(given)) {
    if (name) panel.setAttribute(key, value);
    else panel.removeAttribute(key);
  }
}

/** Of a group of radio buttons only the chosen one is a stop. */
function isStop(node) {
  return !node.disabled && node.checkVisibility() && (node.type !== "radio" || node.checked);
}
