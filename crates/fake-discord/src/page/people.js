// Who one is and where: the servers, the people, the language.

import { avatar, element, part } from "./dom.js";
import { icon } from "./icons.js";
import { drawPlaces, signOf } from "./places.js";
import { closeSidebar } from "./sidebar.js";
import { here, myself, placeName, sees, shownName, state } from "./state.js";

export function showPeople() {
  state.watch(["welcome", "me"], () => {
    const welcome = state.get("welcome");
    if (!welcome) return;
    part("server-name").textContent = serverHere(welcome);
    refill(part("rail"), drawRail(welcome));
    refill(part("people"), welcome.people.map(drawPerson));
    part("me").replaceChildren(...drawMe());
    const place = here();
    part("place-name").replaceChildren(icon(signOf(place)), place?.name ?? "");
    document.title = `${place ? placeName(place) : "…"} · ${welcome.app.name} playground`;
  });
  state.watch(["welcome", "me", "bot", "activity"], () => {
    const welcome = state.get("welcome");
    if (welcome) refill(part("places"), drawPlaces(welcome, serverHere(welcome), goTo));
  });
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

function goTo(place) {
  become({ place: place.id });
  closeSidebar();
}

/** A person who does not see this place is in the first place of those that they see. */
export function become(change) {
  const me = { ...state.get("me"), ...change };
  const places = state.get("welcome")?.places ?? [];
  const mine = places.filter((place) => place.kind !== "forum" && sees(place, me.person));
  if (mine.length > 0 && !mine.some(({ id }) => id === me.place)) me.place = mine[0].id;
  state.set({ me });
}

/** The server of the channels that are shown: in direct messages, the first. */
function serverHere(welcome) {
  return here()?.server ?? welcome.server.name;
}

function drawRail(welcome) {
  const isDm = here()?.kind === "dm";
  const mine = welcome.places.filter((place) => place.kind === "channel" && sees(place));
  const servers = [...new Map(mine.map((place) => [place.server ?? welcome.server.name, place]).reverse())].reverse();
  const dm = welcome.places.find((place) => place.kind === "dm");
  const entry = (place, isHere, label, face) =>
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
          "aria-current": isHere ? "true" : null,
          data: { key: `rail ${place.id}` },
          on: { click: () => become({ place: place.id }) },
        },
        face,
      ),
    );
  return [
    entry(dm, isDm, "Direct messages", icon("at")),
    element("li.rail-line", { "aria-hidden": "true" }),
    ...servers.map(([name, place]) =>
      entry(
        place,
        !isDm && serverHere(welcome) === name,
        `The server ${name}`,
        element("span", { text: name.slice(0, 1), "aria-hidden": "true" }),
      ),
    ),
  ].filter(Boolean);
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
function standing(person) {
  const home = state.get("welcome")?.places.find(({ people }) => people);
  const people = (here()?.people ? here() : home)?.people;
  const { role = "member", roles = [] } = people ? (people[person.name] ?? { role: "not a member" }) : person;
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
