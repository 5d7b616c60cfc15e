// The message commands, as Discord's "Apps" menu: behind a button, a right click and a long press.

import { element } from "./dom.js";
import { floatBeside } from "./float.js";
import { iconButton } from "./icons.js";

/** How long a finger rests for a long press, in milliseconds. */
const LONG_PRESS = 500;
/** How far it may move meanwhile, in pixels. */
const STILL = 10;

const WIDTH = 200;

/**
 * @param {{ node: HTMLElement, commands: object[], onPick(command: object): void }} given `node` is the message
 */
export function drawApps({ node, commands, onPick }) {
  const menu = element("ul.float.apps", { role: "menu", "aria-label": "Apps", hidden: true });
  const items = commands.map((command) =>
    element("button", {
      type: "button",
      role: "menuitem",
      text: command.name,
      on: {
        click: () => {
          close();
          onPick(command);
        },
      },
    }),
  );
  menu.append(...items.map((item) => element("li", { role: "none" }, item)));
  const opener = iconButton("apps", "Apps", () => (menu.hidden ? open(opener) : close()), {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    "data-key": "apps",
  });
  const box = element("div.apps-box", {}, opener, menu);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !menu.hidden) {
      close();
      opener.focus();
    } else if (step && !menu.hidden) {
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) close();
  });
  onContextMenu(node, (x, y) => open({ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }));
  return box;

  function open(anchor) {
    menu.hidden = false;
    floatBeside(anchor, menu, WIDTH);
    opener.setAttribute("aria-expanded", "true");
    items[0].focus({ preventScroll: true });
  }

  function close() {
    if (menu.hidden) return;
    menu.hidden = true;
    if (menu.matches(":popover-open")) menu.hidePopover();
    opener.setAttribute("aria-expanded", "false");
  }
}

/** A right click, the menu key or a long press. A link keeps the browser's own menu, and so does a click with Shift. */
function onContextMenu(node, open) {
  node.addEventListener("contextmenu", (event) => {
    if (event.shiftKey || event.target.closest("a, .apps")) return;
    event.preventDefault();
    open(event.clientX, event.clientY);
  });

  // Not every browser makes a context menu of a long press.
  let timer = 0;
  let start = null;
  let isOpened = false;
  const stop = () => clearTimeout(timer);
  node.addEventListener(
    "touchstart",
    (event) => {
      stop();
      isOpened = false;
      if (event.touches.length > 1 || event.target.closest("a, button, input, select, textarea")) return;
      start = event.touches[0];
      timer = setTimeout(() => {
        isOpened = true;
        open(start.clientX, start.clientY);
      }, LONG_PRESS);
    },
    { passive: true },
  );
  node.addEventListener(
    "touchmove",
    ({ touches: [now] }) => {
      if (start && Math.hypot(now.clientX - start.clientX, now.clientY - start.clientY) > STILL) stop();
    },
    { passive: true },
  );
  node.addEventListener("touchcancel", stop);
  node.addEventListener("touchend", (event) => {
    stop();
    // The tap that would follow takes the focus from the menu, and with it the menu.
    if (isOpened) event.preventDefault();
    isOpened = false;
  });
}
