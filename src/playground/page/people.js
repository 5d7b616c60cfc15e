// Who one is and where: the places, the people, the language, the theme.

import { avatar, element, icon, part } from "./dom.js";
import { here, myself, placeName, shownName, state } from "./state.js";

const THEMES = [["system", "As the system"], ["dark", "Dark"], ["light", "Light"]];
const THEME_KEY = "playground-theme";

export function showPeople() {
  state.watch(["welcome", "me"], () => {
    const welcome = state.get("welcome");
    if (!welcome) return;
    part("server-name").textContent = welcome.server.name;
    refill(part("rail"), drawRail(welcome));
    refill(part("places"), drawPlaces(welcome.places));
    refill(part("people"), welcome.people.map(drawPerson));
    part("me").replaceChildren(...drawMe());
    const place = here();
    part("place-name").replaceChildren(icon(place?.kind === "dm" ? "at" : "hash"), place?.name ?? "");
    document.title = `${place ? placeName(place) : "…"} · ${welcome.app.name} playground`;
  });
  state.watch(["welcome"], () => fillLanguages(state.get("welcome")?.locales ?? []));
  state.watch(["me"], () => {
    part("language").value = state.get("me").locale;
  });
  part("language").addEventListener("change", ({ target }) => become({ locale: target.value }));
  showTheme();
}

/** Replaces what is in `parent`, and leaves the focus on the control that takes the place of the focused one. */
function refill(parent, children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  parent.replaceChildren(...children);
  if (key) [...parent.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key)?.focus();
}

function become(change) {
  state.set({ me: { ...state.get("me"), ...change } });
}

function drawRail(welcome) {
  const current = here()?.kind;
  const channel = welcome.places.find((place) => place.kind === "channel");
  const dm = welcome.places.find((place) => place.kind === "dm");
  const entry = (place, label, face) => place && element("li", {}, element("button.rail-button", {
    type: "button", "aria-label": label, title: label, "aria-current": place.kind === current ? "true" : null,
    data: { key: `rail ${place.id}` }, on: { click: () => become({ place: place.id }) },
  }, face));
  return [
    entry(dm, "Direct messages", icon("at")),
    element("li.rail-line", { "aria-hidden": "true" }),
    entry(channel, `The server ${welcome.server.name}`, element("span", { text: welcome.server.name.slice(0, 1), "aria-hidden": "true" })),
  ].filter(Boolean);
}

function drawPlaces(places) {
  const app = state.get("welcome").app;
  const group = (title, kind) => {
    const some = places.filter((place) => place.kind === kind);
    return some.length > 0 && element("li", {}, element("h3", { text: title }), element("ul", {}, some.map((place) => element("li", {},
      element("button.place", {
        type: "button", "aria-current": place.id === state.get("me").place ? "page" : null, data: { key: `place ${place.id}` },
        on: { click: () => { become({ place: place.id }); closeSidebar(); } },
      }, kind === "dm" ? avatar(place.name, app.color, "small app") : icon("hash"), element("span", { text: place.name }))))));
  };
  return [group("Text channels", "channel"), group("Direct messages", "dm")].filter(Boolean);
}

/** One of a group of radio buttons: arrow keys change the person, as everywhere. */
function drawPerson(person) {
  const isMe = person.name === state.get("me").person;
  const input = element("input", {
    type: "radio", name: "person", value: person.name, checked: isMe, data: { key: `person ${person.name}` },
    on: { change: () => become({ person: person.name }) },
  });
  return element("label.person", {}, input, avatar(shownName(person), person.color, "small"),
    element("span.person-words", {}, element("span.person-name", { text: shownName(person) }), element("span.person-role", { text: person.role ?? "member" })));
}

function drawMe() {
  const me = myself();
  return me ? [avatar(shownName(me), me.color, "small online"), element("span.person-words", {},
    element("span.person-name", { text: shownName(me) }), element("span.person-role", { text: me.role ?? "member" }))] : [];
}

function fillLanguages(locales) {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  part("language").replaceChildren(...locales.map((locale) =>
    element("option", { value: locale, text: names.of(locale), selected: locale === state.get("me").locale })));
}

// The theme

function showTheme() {
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

// On a narrow screen the sidebar comes and goes

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

function closeSidebar() {
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
