// On a narrow screen the sidebar is a drawer: it takes the focus, keeps it, and gives it back when it closes.

import { part } from "./dom.js";
import { icon } from "./icons.js";
import { NARROW, keepFocus, setDialog } from "./modality.js";

export function showSidebar() {
  const sidebar = part("sidebar");
  const button = part("open-sidebar");
  const scrim = part("scrim");
  button.append(icon("menu"));
  button.addEventListener("click", () => setOpen(true));
  scrim.addEventListener("click", closeSidebar);
  document.addEventListener("keydown", (event) => {
    if (!sidebar.classList.contains("open")) return;
    if (event.key === "Escape") closeSidebar();
    else keepFocus(sidebar, event);
  });
  NARROW.addEventListener("change", () => setOpen(false));
  setOpen(false);
}

export function closeSidebar() {
  if (part("sidebar").classList.contains("open")) setOpen(false);
}

function setOpen(isOpen) {
  const sidebar = part("sidebar");
  const wasOpen = sidebar.classList.contains("open");
  sidebar.classList.toggle("open", isOpen);
  sidebar.inert = NARROW.matches && !isOpen;
  setDialog(sidebar, isOpen && "Places and people");
  for (const behind of ["chat", "inspector", "skip"]) part(behind).inert = isOpen;
  part("scrim").hidden = !isOpen;
  part("open-sidebar").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) sidebar.querySelector("[aria-current=page]")?.focus();
  else if (wasOpen) part("open-sidebar").focus();
}
