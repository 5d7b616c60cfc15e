// Who one is and where: the places, the people, the language.

import { avatar, element, part } from "./dom.js";
import { icon } from "./icons.js";
import { closeSidebar } from "./sidebar.js";
import { here, myself, placeName, shownName, state } from "./state.js";

export function showPeople() {
  state.watch(["welcome", "me"], () => {
    const welcome = state.get("welcome");
    if (!welcome) return;
    part("server-name").textContent = welcome.server.name;
    refill(part("rail"), drawRail(welcome));
    refill(part("people"), welcome.people.map(drawPerson));
    part("me").replaceChildren(...drawMe());
    const place = here();
    part("place-name").replaceChildren(icon(place?.kind === "dm" ? "at" : "hash"), place?.name ?? "");
    document.title = `${place ? placeName(place) : "…"} · ${welcome.app.name} playground`;
  });
  state.watch(["welcome", "me", "bot"], () => refill(part("places"), drawPlaces(state.get("welcome")?.places ?? [])));
  state.watch(["welcome"], () => fillLanguages(state.get("welcome")?.locales ?? []));
  state.watch(["me"], () => {
    part("language").value = state.get("me").locale;
  });
  part("language").addEventListener("change", ({ target }) => become({ locale: target.value }));
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
  const entry = (place, label, face) =>
    place &&
    element(
      "li",
      {},
      element(
        "button.rail-button",
        {
          type: "button",
          "aria-label": label,
          title: label,
          "aria-current": place.kind === current ? "true" : null,
          data: { key: `rail ${place.id}` },
          on: { click: () => become({ place: place.id }) },
        },
        face,
      ),
    );
  return [
    entry(dm, "Direct messages", icon("at")),
    element("li.rail-line", { "aria-hidden": "true" }),
    entry(
      channel,
      `The server ${welcome.server.name}`,
      element("span", { text: welcome.server.name.slice(0, 1), "aria-hidden": "true" }),
    ),
  ].filter(Boolean);
}

function drawPlaces(places) {
  const app = state.get("welcome")?.app;
  const presence = state.get("bot").state === "connected" ? "online" : "offline";
  const group = (title, kind) => {
    const some = places.filter((place) => place.kind === kind);
    return (
      some.length > 0 &&
      element(
        "li",
        {},
        element("h3", { text: title }),
        element(
          "ul",
          {},
          some.map((place) =>
            element(
              "li",
              {},
              element(
                "button.place",
                {
                  type: "button",
                  "aria-current": place.id === state.get("me").place ? "page" : null,
                  data: { key: `place ${place.id}` },
                  on: {
                    click: () => {
                      become({ place: place.id });
                      closeSidebar();
                    },
                  },
                },
                kind === "dm" ? avatar(place.name, app.color, `small app ${presence}`) : icon("hash"),
                element("span", { text: place.name }),
              ),
            ),
          ),
        ),
      )
    );
  };
  return [group("Text channels", "channel"), group("Direct messages", "dm")].filter(Boolean);
}

/** One of a group of radio buttons: arrow keys change the person, as everywhere. */
function drawPerson(person) {
  const isMe = person.name === state.get("me").person;
  const input = element("input", {
    type: "radio",
    name: "person",
    value: person.name,
    checked: isMe,
    data: { key: `person ${person.name}` },
    on: { change: () => become({ person: person.name }) },
  });
  return element(
    "label.person",
    {},
    input,
    avatar(shownName(person), person.color, "small"),
    element(
      "span.person-words",
      {},
      element("span.person-name", { text: shownName(person) }),
      element("span.person-role", { text: standing(person) }),
    ),
  );
}

/** What a person may do here, and the roles: `server manager`, `member · Editors`. */
function standing({ role = "member", roles = [] }) {
  return [role, ...roles].join(" · ");
}

function drawMe() {
  const me = myself();
  return me
    ? [
        avatar(shownName(me), me.color, "small online"),
        element(
          "span.person-words",
          {},
          element("span.person-name", { text: shownName(me) }),
          element("span.person-role", { text: standing(me) }),
        ),
      ]
    : [];
}

function fillLanguages(locales) {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  part("language").replaceChildren(
    ...locales.map((locale) =>
      element("option", { value: locale, text: names.of(locale), selected: locale === state.get("me").locale }),
    ),
  );
}
