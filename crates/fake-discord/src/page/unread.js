// What one has not seen yet in other places, for each person whom one has been.

import { state } from "./state.js";

/** Ids of Discord hold the time, counted from 2015, above 22 bits. */
const DISCORD_EPOCH = 1_420_070_400_000;
const BEGINNING = BigInt(Date.now() - DISCORD_EPOCH) << 22n;

/** "person place" -> the id of the latest message that was seen there. */
const seen = new Map();

/** What is shown counts as seen; it is news until then, unless it was there before the page was opened. */
export function followActivity() {
  state.watch(["activity", "me"], () => {
    const { person, place } = state.get("me");
    const activity = state.get("activity");
    const latest = activity?.person === person ? activity.places[place]?.latest : null;
    if (latest) seen.set(`${person} ${place}`, BigInt(latest));
  });
}

/** Whether there is something new in a place, and how much of it calls the person. */
export function unreadIn(place) {
  const { person } = state.get("me");
  const activity = state.get("activity");
  const lately = activity?.person === person ? activity.places[place.id] : null;
  if (!lately) return { isNew: false, pings: 0 };
  const since = seen.get(`${person} ${place.id}`) ?? BEGINNING;
  return {
    isNew: BigInt(lately.latest) > since,
    pings: lately.pings.filter((id) => BigInt(id) > since).length,
  };
}
