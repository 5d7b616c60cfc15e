// The signs of the page, drawn by hand; 24 by 24.

import { element } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  menu: "M4 6h16v2H4zm0 5h16v2H4zm0 5h16v2H4z",
  close: "M18.3 5.7 12 12l6.3 6.3-1.4 1.4-6.3-6.3-6.3 6.3-1.4-1.4L9.2 12 2.9 5.7l1.4-1.4 6.3 6.3 6.3-6.3z",
  hash: "M9.3 3 8.6 7H4.7l-.3 2h3.9l-1 6H3.4L3 17h4l-.7 4h2l.7-4h6l-.7 4h2l.7-4h3.9l.4-2h-4l1-6h3.9l.4-2h-4l.7-4h-2l-.7 4h-6l.7-4zm1 6h6l-1 6h-6z",
  at: "M12 2a10 10 0 1 0 5.4 18.4l-1.1-1.7A8 8 0 1 1 20 12v1.5a1.5 1.5 0 0 1-3 0V7h-2v.8A5 5 0 1 0 15.6 15.5A3.5 3.5 0 0 0 22 13.5V12A10 10 0 0 0 12 2m0 13a3 3 0 1 1 0-6 3 3 0 0 1 0 6",
  thread: "M6 3h2v8a3 3 0 0 0 3 3h5.2l-2.6-2.6L15 10l5 5-5 5-1.4-1.4 2.6-2.6H11a5 5 0 0 1-5-5z",
  forum: "M3 4h13v9H8l-5 4zm2 2v7l2.3-2H14V6zm13 3h3v12l-5-4H9v-2h7.7l2.3 2z",
  inspect: "M9.4 16.6 4.8 12l4.6-4.6L8 6l-6 6 6 6zm5.2 0 4.6-4.6-4.6-4.6L16 6l6 6-6 6z",
  file: "M6 2h8l6 6v14H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2m7 2v5h5zM6 4v16h12v-9h-7V4zm2 9h8v2H8zm0 4h6v2H8z",
  eye: "M12 5C7 5 2.7 8.1 1 12.5 2.7 16.9 7 20 12 20s9.3-3.1 11-7.5C21.3 8.1 17 5 12 5m0 12.5a5 5 0 1 1 0-10 5 5 0 0 1 0 10m0-8a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  warning: "M12 2 1 21h22zm1 16h-2v-2h2zm0-4h-2v-4h2z",
  send: "M3 20.5v-7l9-1.5-9-1.5v-7L22 12z",
  chevron: "M7.4 8.6 12 13.2l4.6-4.6L18 10l-6 6-6-6z",
  down: "M12 16.6 5.3 9.9l1.4-1.4 5.3 5.3 5.3-5.3 1.4 1.4z",
  check: "M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z",
  external: "M14 3h7v7h-2V6.4l-9.3 9.3-1.4-1.4L17.6 5H14zM5 5h5v2H5v12h12v-5h2v7H3V5z",
  apps: "M4 4h6v6H4zm10 0h6v6h-6zM4 14h6v6H4zm10 0h6v6h-6z",
  copy: "M8 3h13v13h-3v5H3V8h5zm2 2v9h9V5zm-2 5H5v9h11v-3H8z",
  link: "M10.6 13.4a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2 1.4 1.4 1.2-1.2a2 2 0 0 1 2.9 2.9l-3 3a2 2 0 0 1-2.9 0zm2.8-2.8a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2-1.4-1.4-1.2 1.2a2 2 0 0 1-2.9-2.9l3-3a2 2 0 0 1 2.9 0z",
};

/** A drawn sign that means nothing to a screen reader; the control around it has the words. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon; screen readers and the tooltip have its label. */
export function iconButton(name, label, onClick, given = {}) {
  return element(
    "button.icon-button",
    { type: "button", "aria-label": label, title: label, ...given, on: { click: onClick } },
    icon(name),
  );
}
