// On a narrow screen the sidebar comes and goes.

import { part } from "./dom.js";
import { icon } from "./icons.js";

const narrow = matchMedia("(max-width: 767px)");

export function showSidebar() {
  const sidebar = part("sidebar");
  const button = part("open-sidebar");
  const scrim = part("scrim");
  button.append(icon("menu"));
  button.addEventListener("click", () => setOpen(true));
  scrim.addEventListener("click", closeSidebar);
  sidebar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSidebar();
  });
  narrow.addEventListener("change", () => setOpen(false));
  setOpen(false);
}

export function closeSidebar() {
  if (part("sidebar").classList.contains("open")) setOpen(false);
}

function setOpen(isOpen) {
  const sidebar = part("sidebar");
  const wasOpen = sidebar.classList.contains("open");
  sidebar.classList.toggle("open", isOpen);
  sidebar.inert = narrow.matches && !isOpen;
  part("chat").inert = isOpen;
  part("scrim").hidden = !isOpen;
  part("open-sidebar").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) sidebar.querySelector("[aria-current=page]")?.focus();
  else if (wasOpen) part("open-sidebar").focus();
}
