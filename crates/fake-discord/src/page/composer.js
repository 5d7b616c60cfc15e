// The message box. A line that begins with `/` opens the picker; Enter sends the line as it stands.

import * as acts from "./acts.js";
import { createCompletion, drawNoChoices, firstActive, isListed } from "./completion.js";
import { element, part } from "./dom.js";
import { fillIn } from "./fields.js";
import { iconButton } from "./icons.js";
import { createListbox } from "./listbox.js";
import { clearNotice } from "./notice.js";
import { describeCommand, drawUsage, matching, optionBeingTyped, splitLine } from "./picker.js";
import { here, placeName, state } from "./state.js";
import { ATTACHMENT } from "./values.js";

export function showComposer() {
  const whole = part("composer");
  const panel = part("picker");
  const input = element("textarea", {
    id: "composer-input",
    rows: 1,
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-haspopup": "listbox",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: 2000,
    on: { input: update, keydown: onKey, focus: update, blur: hide },
  });
  const box = createListbox({ label: "Commands", owner: input, onPick: pick });
  const send = iconButton("send", "Send", submit, { class: "icon-button send" });
  const slash = iconButton("apps", "Use a command", begin);
  const bar = element("div.composer-bar", {}, slash, input, send);
  input.setAttribute("aria-controls", box.list.id);
  whole.append(bar);
  const completion = createCompletion(showChoices);
  /** What the list offers: "commands", "choices" or nothing. */
  let offers = "";
  let commands = [];
  let choices = [];
  /** The command, the option and its text that the choices are for. */
  let typing = null;

  state.watch(["me", "welcome"], () => {
    const place = here();
    const label = place ? `Message ${placeName(place)}` : "Message";
    input.setAttribute("aria-label", label);
    input.placeholder = label;
  });
  state.watch(["commands"], () => {
    if (document.activeElement === input) update();
  });
  grow();
  document.addEventListener("keydown", (event) => {
    // As in Discord, typing anywhere is typing a message.
    const isFree = event.target === document.body || event.target.id === "messages";
    if (event.key === "/" && isFree && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      begin();
    }
  });

  function begin() {
    if (bar.hidden) return;
    if (!input.value.startsWith("/")) setLine("/");
    input.focus();
    update();
  }

  function setLine(line) {
    input.value = line;
    input.setSelectionRange(line.length, line.length);
  }

  function update() {
    grow();
    const line = input.value;
    if (!line.startsWith("/") || line.includes("\n")) return hide();
    const { name, command, rest } = splitLine(line, state.get("commands"));
    if (!command) showCommands(name);
    // A file cannot be typed: there is a field to choose it.
    else if (takesFile(command)) startFields(command, {});
    else showOption(command, rest);
  }

  function showCommands(name) {
    completion.stop();
    commands = matching(state.get("commands"), name);
    if (commands.length === 0) return hide();
    offers = "commands";
    box.list.setAttribute("aria-label", "Commands");
    box.fill(commands.map(describeCommand), () => false, 0);
    const app = state.get("welcome")?.app.name ?? "Commands";
    open(
      element("div.picker-title", { text: name ? `${app} · commands matching /${name}` : `${app} · commands` }),
      box.list,
    );
  }

  function showOption(command, rest) {
    const { option, value, others } = optionBeingTyped(command, rest);
    offers = "";
    choices = [];
    box.fill([]);
    typing = { command, option, value };
    open(drawUsage(command, option), box.list);
    if (option && isListed(option)) completion.ask(command, option, value, others);
    else completion.stop();
  }

  function showChoices(found) {
    if (panel.hidden) return;
    const { command, option, value } = typing;
    choices = found ?? [];
    offers = choices.length > 0 ? "choices" : "";
    box.list.setAttribute("aria-label", "Suggestions");
    box.fill(
      choices.map((choice) => [element("span.line-label", { text: choice.name })]),
      () => false,
      firstActive(option, value),
    );
    open(drawUsage(command, option), choices.length > 0 ? box.list : drawNoChoices(found));
  }

  function pick(index) {
    if (offers === "commands") return startFields(commands[index], {});
    const { command, rest } = splitLine(input.value, state.get("commands"));
    const { option, others } = optionBeingTyped(command, rest ?? "");
    const values = Object.fromEntries(
      Object.entries(others).map(([key, value]) => [key, { name: String(value), value }]),
    );
    startFields(command, { ...values, [option.name]: choices[index] });
  }

  function startFields(command, values) {
    hide();
    bar.hidden = true;
    fillIn({
      command,
      values,
      whole,
      panel,
      onLeave: (line) => {
        bar.hidden = false;
        setLine(takesFile(command) ? line.trimEnd() : line);
        input.focus();
        update();
      },
    });
  }

  function onKey(event) {
    if (event.isComposing) return;
    if (!panel.hidden && offers && box.move(event.key)) return event.preventDefault();
    if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      hide();
    } else if (event.key === "Tab" && !event.shiftKey && !panel.hidden && offers) {
      if (offers === "choices" && box.active < 0) return;
      event.preventDefault();
      pick(Math.max(box.active, 0));
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!panel.hidden && offers && box.active >= 0 && !isWholeCommand()) pick(box.active);
      else submit();
    }
  }

  function takesFile(command) {
    return command.options.some((option) => option.type === ATTACHMENT);
  }

  /** `/help` needs no second Enter. */
  function isWholeCommand() {
    const command = offers === "commands" && box.active >= 0 ? commands[box.active] : null;
    return (
      command !== null &&
      input.value.trim() === `/${command.name}` &&
      !command.options.some((option) => option.required)
    );
  }

  async function submit() {
    const line = input.value.trim();
    if (!line) return;
    clearNotice();
    setLine("");
    hide();
    grow();
    const outcome = await acts.say(line);
    if (outcome.status === "cannot" && !input.value) {
      setLine(line);
      grow();
    }
  }

  function open(...content) {
    panel.replaceChildren(...content);
    panel.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function hide() {
    completion.stop();
    offers = "";
    if (!bar.hidden) panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function grow() {
    input.style.setProperty("height", "auto");
    input.style.setProperty("height", `${Math.min(input.scrollHeight, 200)}px`);
    send.disabled = input.value.trim() === "";
  }
}
