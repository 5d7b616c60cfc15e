// A panel that floats over everything, beside the control that opened it.

const GAP = 4;
const MARGIN = 8;

/** Whether `anchor` can be seen at all. */
export function isInView(anchor) {
  const box = anchor.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}

/** Shows `panel` under `anchor` (anything with a bounding box), or above it where there is more room; as wide as the anchor, at least `least`. */
export function floatBeside(anchor, panel, least = 0) {
  const box = anchor.getBoundingClientRect();
  const width = Math.min(Math.max(box.width, least), innerWidth - 2 * MARGIN);
  const left = Math.max(MARGIN, Math.min(box.left, innerWidth - width - MARGIN));
  const below = innerHeight - box.bottom - GAP - MARGIN;
  const above = box.top - GAP - MARGIN;
  panel.setAttribute("popover", "manual");
  if (!panel.matches(":popover-open")) panel.showPopover();
  panel.style.setProperty("width", `${width}px`);
  panel.style.setProperty("left", `${left}px`);
  const wanted = Math.min(panel.scrollHeight, 340);
  const isBelow = below >= wanted || below >= above;
  panel.style.setProperty("max-height", `${Math.min(340, isBelow ? below : above)}px`);
  panel.style.setProperty("top", isBelow ? `${box.bottom + GAP}px` : "auto");
  panel.style.setProperty("bottom", isBelow ? "auto" : `${innerHeight - box.top + GAP}px`);
}
