// A line above the message box: why something could not be done. It goes when the next thing is done.

import { element, part } from "./dom.js";
import { iconButton } from "./icons.js";

/** @param {{ isOffline?: boolean }} [given] `isOffline`: it is no longer true once the page is connected */
export function notify(words, { isOffline = false } = {}) {
  const region = part("notice");
  region.dataset.kind = isOffline ? "offline" : "";
  region.replaceChildren(element("p", { text: words }), iconButton("close", "Close this notice", clearNotice));
}

export function clearNotice() {
  part("notice").replaceChildren();
}

/** Takes back that there is no connection. */
export function clearConnectionNotice() {
  if (part("notice").dataset.kind === "offline") clearNotice();
}
