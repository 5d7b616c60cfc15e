// Keeps the view at the present while one reads there, and offers the way back while one does not.

import { element, part } from "./dom.js";
import { icon } from "./icons.js";

/** How near to the end counts as being there, in pixels. */
const NEAR = 60;

/** What scrolls the messages. */
export const follower = createFollower();

function createFollower() {
  const scroller = part("messages");
  const list = part("message-list");
  const words = element("span.jump-words");
  const bar = part("jump");
  bar.append(words, element("span.jump-action", {}, "Jump to present", icon("down")));
  bar.addEventListener("click", () => {
    scroller.focus({ preventScroll: true });
    jump();
  });

  let isFollowing = true;
  let lastTop = 0;
  let unread = 0;

  scroller.addEventListener("scroll", () => {
    // Content that grows is no movement: only scrolling up leaves the present.
    if (distance() < NEAR) arrive();
    else if (scroller.scrollTop < lastTop) isFollowing = false;
    lastTop = scroller.scrollTop;
    show();
  });
  // Fonts, an edit, a longer message box, the keyboard of a phone: whatever changes a height.
  const resized = new ResizeObserver(() => {
    if (distance() < NEAR) arrive();
    follow(0);
  });
  resized.observe(scroller);
  resized.observe(list);

  function distance() {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  }

  function arrive() {
    isFollowing = true;
    unread = 0;
  }

  /** Goes to the present and stays there. */
  function jump() {
    arrive();
    scroller.scrollTop = scroller.scrollHeight;
    lastTop = scroller.scrollTop;
    show();
  }

  /** After a change with so many new messages: a reader at the present stays there. */
  function follow(fresh) {
    if (isFollowing) return jump();
    unread += fresh;
    show();
  }

  function show() {
    bar.hidden = isFollowing || (unread === 0 && distance() < scroller.clientHeight);
    const some = unread === 1 ? "1 new message" : `${unread} new messages`;
    words.textContent = unread > 0 ? some : "You're viewing older messages";
  }

  /** Changes the list. What one reads stays where it is when something above it changes its height. */
  function hold(change) {
    const top = scroller.getBoundingClientRect().top;
    const read = isFollowing ? null : [...list.children].find((item) => item.getBoundingClientRect().bottom > top);
    const before = read?.getBoundingClientRect().top;
    change();
    const same = read?.isConnected ? read : list.querySelector(`[data-id="${CSS.escape(read?.dataset.id ?? "")}"]`);
    if (same) scroller.scrollTop += same.getBoundingClientRect().top - before;
  }

  /** After a scroll that was made for the reader: the present is followed from where they are now. */
  function settle() {
    isFollowing = distance() < NEAR;
    lastTop = scroller.scrollTop;
    show();
  }

  return { jump, follow, hold, settle };
}
