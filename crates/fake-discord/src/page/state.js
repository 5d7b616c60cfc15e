// The page's state: values by key, and listeners that run when one of their keys changes.

/** @param {object} initial */
export function createState(initial) {
  const values = { ...initial };
  const listeners = [];
  return {
    get(key) {
      return values[key];
    },
    /** Changes some values, then calls each listener of a changed value once. */
    set(changes) {
      const changed = Object.keys(changes).filter((key) => !Object.is(values[key], changes[key]));
      Object.assign(values, changes);
      for (const { keys, listener } of [...listeners]) {
        if (keys.some((key) => changed.includes(key))) listener();
      }
    },
    /** Calls `listener` now, and whenever one of the `keys` changes. */
    watch(keys, listener) {
      listeners.push({ keys, listener });
      listener();
    },
  };
}

export const state = createState({
  /** "connecting", "open" or "lost": the page's own line to the program. */
  link: "connecting",
  /** When the next attempt to reconnect is made, in milliseconds since 1970. */
  retryAt: 0,
  bot: { state: "starting", detail: "" },
  welcome: null,
  commands: [],
  /** `null` until the first list for the person and place has come. */
  messages: null,
  /** What is left of messages that were deleted: `{ id, inspect }`, the latest first. */
  removed: [],
  knowledge: null,
  /** What the page can play by itself: `{ title, pace_ms, steps }`. */
  story: null,
  /** Who looks, from where, in which language. */
  me: { person: "ada", place: "general", locale: "en-US" },
  /** What was posted in each place lately, for the person: `{ person, places: { [id]: { latest, pings } } }`. */
  activity: null,
  /** The command lines that wait for their answer. */
  sending: [],
  /** Answers that were asked for again: the id of each, and of the answer that takes its place. */
  superseded: new Map(),
  /** The message that such an answer was asked for just now, and the last one then: `{ id, after }`. */
  replacing: null,
  /** The id of the message in the inspector. */
  inspected: null,
});

/** The person that one is: name, id, colour. */
export function myself() {
  const people = state.get("welcome")?.people ?? [];
  return people.find((person) => person.name === state.get("me").person) ?? null;
}

/** The place where one is. */
export function here() {
  const places = state.get("welcome")?.places ?? [];
  return places.find((place) => place.id === state.get("me").place) ?? null;
}

/** Whether a person, oneself unless another is named, sees a place; direct messages are everyone's. */
export function sees(place, person = state.get("me").person) {
  const { people, hidden_from: hidden = [] } = place;
  return (!people || person in people) && !hidden.includes(person);
}

/** The channels, forums and threads of the server where one is that one sees. */
export function channelsHere() {
  const { server } = here() ?? {};
  const { places = [] } = state.get("welcome") ?? {};
  return places.filter((place) => place.kind !== "dm" && place.server === server && sees(place));
}

/** How a place is written: `#general`, `@TPM Guide`. */
export function placeName(place) {
  return place.kind === "dm" ? `@${place.name}` : `#${place.name}`;
}

/** The name that is displayed for an id. */
export function nameOf(id) {
  const welcome = state.get("welcome");
  if (welcome && String(welcome.app.id) === id) return welcome.app.name;
  const person = welcome?.people.find((known) => String(known.id) === id);
  return person ? shownName(person) : null;
}

/** The name of a role, or of a channel, for its id. */
export function nameOfRole(id) {
  const places = state.get("welcome")?.places ?? [];
  const roles = places.flatMap((place) => place.roles ?? []);
  return roles.find((role) => String(role.id) === id)?.name ?? null;
}

export function nameOfChannel(id) {
  const places = state.get("welcome")?.places ?? [];
  return places.find((place) => String(place.channel ?? "") === id)?.name ?? null;
}

export function shownName(person) {
  return person.display_name ?? person.name;
}
