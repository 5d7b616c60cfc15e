// A menu of a message: Discord's selects as a combobox that opens a listbox, for keyboard, mouse and screen reader.

import { element } from "./dom.js";
import { floatBeside, isInView } from "./float.js";
import { icon } from "./icons.js";
import { createListbox } from "./listbox.js";
import { channelsHere, here, shownName, state } from "./state.js";

/** How long letters that are typed at a menu belong together. */
const TYPING = 700;

/** The lines of a select: its own, or the people, roles and places there are. */
export function optionsOf(component) {
  if (component.type === 3) return component.options ?? [];
  const { people = [] } = state.get("welcome") ?? {};
  const { roles = [] } = here() ?? {};
  const some = {
    5: () => people.map(personLine),
    6: () => roles.map(roleLine),
    7: () => [...people.map(personLine), ...roles.map(roleLine)],
    8: () => channelsHere().filter(takes(component)).map(channelLine),
  };
  const chosen = (component.default_values ?? []).map(({ id }) => String(id));
  return (some[component.type]?.() ?? []).map((line) => ({ ...line, default: chosen.includes(line.value) }));
}

/** Whether a select takes channels of the type of a place. */
function takes({ channel_types: types = [] }) {
  return ({ type = 0, archived }) => !archived && (types.length === 0 || types.includes(type));
}

function personLine(person) {
  return { label: shownName(person), value: String(person.id) };
}

function roleLine({ id, name }) {
  return { label: `@${name}`, value: String(id) };
}

/** The id of a place is its name, which does for a channel too. */
function channelLine({ id, name, channel }) {
  return { label: `#${name}`, value: String(channel ?? id) };
}

/**
 * @param {object} component the select as Discord keeps it
 * @param {(values: string[]) => void} onPick
 */
export function drawSelect(component, onPick) {
  const options = optionsOf(component);
  const most = component.max_values ?? 1;
  const least = component.min_values ?? 1;
  let chosen = new Set(options.flatMap((option, index) => (option.default ? [index] : [])));
  let typed = "";
  let typedAt = 0;

  const shown = element("span.select-value");
  const control = element(
    "button.select",
    {
      type: "button",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-label": component.placeholder || "Make a selection",
      disabled: component.disabled === true,
      data: { key: component.custom_id },
      on: { click: toggle, keydown: onKey, blur: close },
    },
    shown,
    icon("chevron"),
  );
  const box = createListbox({ label: component.placeholder || "Choices", owner: control, onPick: pick });
  box.list.classList.add("float", "menu");
  control.setAttribute("aria-controls", box.list.id);
  if (most > 1) box.list.setAttribute("aria-multiselectable", "true");
  const whole = element("div.select-box", {}, control, box.list);
  box.list.hidden = true;
  showChosen();
  return whole;

  function showChosen() {
    const lines = [...chosen].map((index) => options[index]);
    control.classList.toggle("empty", lines.length === 0);
    shown.replaceChildren(
      ...(lines.length === 1
        ? face(lines[0])
        : face({ label: lines.map((line) => line.label).join(", ") || component.placeholder || "Make a selection" })),
    );
    control.setAttribute(
      "aria-description",
      lines.length > 0 ? `Chosen: ${lines.map((line) => line.label).join(", ")}` : "",
    );
  }

  function isOpen() {
    return !box.list.hidden;
  }

  function toggle() {
    if (isOpen()) close();
    else open();
  }

  function open() {
    const first = [...chosen][0] ?? 0;
    box.list.hidden = false;
    box.fill(options.map(line), (index) => chosen.has(index));
    floatBeside(control, box.list, 240);
    box.activate(first);
    control.setAttribute("aria-expanded", "true");
    addEventListener("resize", follow);
    document.addEventListener("scroll", follow, true);
  }

  /** The list stays with its control when that moves, and closes when it is gone from the screen. */
  function follow(event) {
    if (event.target === box.list) return;
    if (isInView(control)) floatBeside(control, box.list, 240);
    else close();
  }

  function close() {
    if (!isOpen()) return;
    box.list.hidden = true;
    if (box.list.matches(":popover-open")) box.list.hidePopover();
    control.setAttribute("aria-expanded", "false");
    control.removeAttribute("aria-activedescendant");
    removeEventListener("resize", follow);
    document.removeEventListener("scroll", follow, true);
    if (most > 1) send();
  }

  function line(option, index) {
    return [
      option.emoji && element("span.emoji", { text: option.emoji.name ?? "", "aria-hidden": "true" }),
      element(
        "span.line-words",
        {},
        element("span.line-label", { text: option.label }),
        option.description && element("span.line-description", { text: option.description }),
      ),
      chosen.has(index) && icon("check"),
    ];
  }

  function pick(index) {
    if (most === 1) {
      chosen = new Set(least === 0 && chosen.has(index) ? [] : [index]);
      showChosen();
      close();
      onPick([...chosen].map((place) => options[place].value));
      return;
    }
    if (chosen.has(index)) chosen.delete(index);
    else if (chosen.size < most) chosen.add(index);
    box.fill(options.map(line), (place) => chosen.has(place), index);
    showChosen();
  }

  /** A menu of which several may be chosen sends when it closes. */
  function send() {
    const before = options.flatMap((option, index) => (option.default ? [index] : []));
    const isSame = before.length === chosen.size && before.every((index) => chosen.has(index));
    if (!isSame && chosen.size >= least)
      onPick([...chosen].sort((one, other) => one - other).map((index) => options[index].value));
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!isOpen()) {
      if (["ArrowDown", "ArrowUp"].includes(event.key)) {
        event.preventDefault();
        open();
      }
      return;
    }
    if (box.move(event.key)) event.preventDefault();
    else if (event.key === "Home") box.activate(0);
    else if (event.key === "End") box.activate(options.length - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") close();
    else if (event.key === "Enter" || event.key === " ") pick(box.active);
    else if (event.key.length === 1) seek(event.key);
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  }

  function seek(letter) {
    const now = Date.now();
    typed = now - typedAt > TYPING ? letter : typed + letter;
    typedAt = now;
    const found = options.findIndex((option) => option.label.toLowerCase().startsWith(typed.toLowerCase()));
    if (found >= 0) box.activate(found);
  }
}

function face(option) {
  return [
    ...(option.emoji ? [element("span.emoji", { text: option.emoji.name ?? "", "aria-hidden": "true" })] : []),
    element("span.select-label", { text: option.label }),
  ];
}
