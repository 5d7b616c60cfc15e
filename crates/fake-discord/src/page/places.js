// The places of a server in the sidebar: its channels, its forums with their posts, threads, and direct messages.

import { avatar, element } from "./dom.js";
import { icon } from "./icons.js";
import { sees, state } from "./state.js";
import { unreadIn } from "./unread.js";

const SIGNS = { dm: "at", thread: "thread", forum: "forum" };

/** The icon of a place. */
export function signOf(place) {
  return SIGNS[place?.kind] ?? "hash";
}

/**
 * @param {object} welcome the people and places that there are
 * @param {string} server the name of the server that is shown
 * @param {(place: object) => void} onPick
 */
export function drawPlaces({ places, app }, server, onPick) {
  const { place: here } = state.get("me");
  const mine = places.filter((place) => (place.server ?? server) === server && sees(place));
  const isTop = (place) => place.kind !== "dm" && !mine.some(({ id }) => id === place.parent);
  const group = (title, some) =>
    some.length > 0 && element("li", {}, element("h3", { text: title }), element("ul", {}, some.map(drawEntry)));
  const groups = [
    group("Text channels", mine.filter(isTop)),
    group(
      "Direct messages",
      mine.filter(({ kind }) => kind === "dm"),
    ),
  ];
  return groups.filter(Boolean);

  /** A place, and the threads in it that were not put away. */
  function drawEntry(place) {
    const isShown = ({ parent, archived, id }) => parent === place.id && (!archived || id === here);
    const threads = place.kind === "dm" ? [] : mine.filter(isShown);
    return element(
      "li",
      {},
      place.kind === "forum" ? drawForum(place, threads) : drawPlace(place),
      threads.length > 0 && element("ul.threads", {}, threads.map(drawEntry)),
    );
  }

  /** A forum holds posts only; there is nothing to open. */
  function drawForum(place, posts) {
    return element(
      "div.place.forum",
      {},
      icon("forum"),
      element("span.place-name", { text: place.name }),
      posts.length === 0 && element("span.place-note", { text: "no posts" }),
    );
  }

  function drawPlace(place) {
    const isHere = place.id === here;
    const { isNew, pings } = isHere ? { isNew: false, pings: 0 } : unreadIn(place);
    const presence = state.get("bot").state === "connected" ? "online" : "offline";
    return element(
      `button.place${isNew ? ".unread" : ""}`,
      {
        type: "button",
        "aria-current": isHere ? "page" : null,
        data: { key: `place ${place.id}` },
        on: { click: () => onPick(place) },
      },
      place.kind === "dm" ? avatar(place.name, app.color, `small app ${presence}`) : icon(signOf(place)),
      element("span.place-name", { text: place.name }),
      isNew && pings === 0 && element("span.unseen", { text: "unread" }),
      pings > 0 && element("span.badge", {}, String(pings), element("span.unseen", { text: " for you" })),
    );
  }
}
