// A list of which one line is active: the shared half of menus, the command picker and autocomplete.

import { element, freshId } from "./dom.js";

/**
 * @param {{ label: string, owner: HTMLElement, onPick(index: number): void }} given `owner` keeps the focus and is told
 *   which line is active
 */
export function createListbox({ label, owner, onPick }) {
  const list = element("ul.listbox", { role: "listbox", id: freshId("list"), "aria-label": label });
  let lines = [];
  let active = -1;

  // A press must not take the focus away from the owner.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const index = lines.indexOf(event.target.closest("[role=option]"));
    if (index >= 0) onPick(index);
  });

  function activate(index) {
    lines[active]?.classList.remove("active");
    active = index;
    const line = lines[active];
    line?.classList.add("active");
    line?.scrollIntoView({ block: "nearest" });
    if (line) owner.setAttribute("aria-activedescendant", line.id);
    else owner.removeAttribute("aria-activedescendant");
  }

  return {
    list,
    get active() {
      return active;
    },
    get size() {
      return lines.length;
    },
    /** Fills the list: `contents` are arrays of children; `selected` tells which lines are chosen already. */
    fill(contents, selected = () => false, start = -1) {
      lines = contents.map((children, index) =>
        element("li.line", { role: "option", id: freshId("line"), "aria-selected": selected(index) }, children),
      );
      list.replaceChildren(...lines);
      active = -1;
      activate(start < lines.length ? start : -1);
    },
    activate,
    /** Arrow keys, Home and End; whether the key was one of them. */
    move(key) {
      if (lines.length === 0) return false;
      const next = {
        ArrowDown: active + 1 >= lines.length ? 0 : active + 1,
        ArrowUp: active <= 0 ? lines.length - 1 : active - 1,
      }[key];
      if (next === undefined) return false;
      activate(next);
      return true;
    },
  };
}
