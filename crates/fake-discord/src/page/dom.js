// Elements without HTML strings: text is always text. Styles are classes, or custom properties set through the CSSOM.

/**
 * @param {string} name of the element, with classes: `"button.primary"`
 * @param {object} [given] `text`, `on: {click}`, `data`, `colors` (custom properties); anything else is an attribute
 * @param {...(Node|string|null|undefined|false|Array)} children
 */
export function element(name, given = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length > 0) node.className = classes.join(" ");
  const { text, on = {}, data = {}, colors = {}, ...attributes } = given;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (typeof value !== "boolean" || key.startsWith("aria-")) node.setAttribute(key, String(value));
    else node.toggleAttribute(key, value);
  }
  Object.assign(node.dataset, data);
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  for (const [property, value] of Object.entries(colors)) node.style.setProperty(property, value);
  if (text !== undefined && text !== null) node.textContent = String(text);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An element of the page's skeleton. */
export function part(id) {
  return document.getElementById(id);
}

let counter = 0;

/** An id that no other element has. */
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Says something to screen readers only. */
export function announce(text) {
  const region = part("announcer");
  // The same words twice are two announcements.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** A round picture with initials. Dark letters on a light colour, light ones on a dark colour. */
export function avatar(name, color, kind = "") {
  const initials = name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();
  const colors = /^#[0-9a-f]{6}$/i.test(color ?? "") ? { "--avatar": color } : {};
  const node = element("span.avatar", { "aria-hidden": "true", text: initials, colors });
  if (kind) node.classList.add(...kind.split(" "));
  node.classList.toggle("light", brightness(color) > 0.36);
  return node;
}

/** Relative luminance as WCAG defines it. */
function brightness(color = "") {
  const parts = /^#(..)(..)(..)$/.exec(color);
  if (!parts) return 0;
  const [red, green, blue] = parts.slice(1).map((part) => {
    const value = Number.parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
