// A line above the message box: why something could not be done. It goes when the next thing is done.

import { element, part } from "./dom.js";
import { iconButton } from "./icons.js";

export function notify(words) {
  const region = part("notice");
  region.replaceChildren(element("p", { text: words }), iconButton("close", "Close this notice", clearNotice));
}

export function clearNotice() {
  part("notice").replaceChildren();
}
