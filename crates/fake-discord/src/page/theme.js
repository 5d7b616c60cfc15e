// Dark, light, or as the system; remembered by the browser.

import { element, part } from "./dom.js";

const THEMES = [
  ["system", "As the system"],
  ["dark", "Dark"],
  ["light", "Light"],
];
const THEME_KEY = "playground-theme";

export function showTheme() {
  const control = part("theme");
  control.append(...THEMES.map(([value, text]) => element("option", { value, text })));
  control.value = remembered();
  apply(control.value);
  control.addEventListener("change", () => {
    apply(control.value);
    try {
      localStorage.setItem(THEME_KEY, control.value);
    } catch {
      // Without storage the theme lasts as long as the page.
    }
  });
}

/** The colours follow the attribute; see style/tokens.css. */
function apply(theme) {
  document.documentElement.dataset.theme = theme;
}

function remembered() {
  try {
    const theme = localStorage.getItem(THEME_KEY);
    return THEMES.some(([known]) => known === theme) ? theme : "system";
  } catch {
    return "system";
  }
}
