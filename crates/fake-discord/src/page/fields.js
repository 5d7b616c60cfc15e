// A command that was picked: its options as fields in the message box, with descriptions and live suggestions.

import * as acts from "./acts.js";
import { createCompletion, drawNoChoices, firstActive, isListed } from "./completion.js";
import { element, freshId } from "./dom.js";
import { attach } from "./files.js";
import { iconButton } from "./icons.js";
import { createListbox } from "./listbox.js";
import { clearNotice } from "./notice.js";
import { ATTACHMENT, heldBy, textOf, trouble } from "./values.js";

/**
 * @param {object} given `values` are choices by option, for those that are filled in already
 * @param {object} given.command
 * @param {HTMLElement} given.whole where the fields go
 * @param {HTMLElement} given.panel where descriptions and suggestions go
 * @param {(line: string) => void} given.onLeave called when the fields are done with, with the line to go on with
 */
export function fillIn({ command, values = {}, whole, panel, onLeave }) {
  const completion = createCompletion(showChoices);
  const fields = [];
  const hint = element("div.field-hint", { id: freshId("hint") });
  const more = element("span.more-options");
  const row = element("span.fields", {}, element("span.command-name", { text: `/${command.name}` }), more);
  const form = element(
    "form.composer-bar.filling",
    { "aria-label": `/${command.name}`, novalidate: true, on: { submit: onSubmit, keydown: onKey } },
    iconButton("close", "Leave this command", () => leave("")),
    row,
    iconButton("send", "Send", null, { type: "submit", class: "icon-button send" }),
  );
  whole.append(form);
  let current = null;
  let choices = [];

  for (const option of command.options) {
    if (option.required || option.name in values) addField(option, values[option.name]);
  }
  showMore();
  panel.hidden = false;
  const next = fields.find((field) => field.option.required && !textOf(field)) ?? fields.at(-1);
  if (next) next.input.focus();
  else form.querySelector(".send").focus();
  if (!next) describe(null);

  function addField(option, choice) {
    if (option.type === ATTACHMENT) return addFile(option);
    const input = element("input", {
      type: "text",
      id: freshId("option"),
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-describedby": hint.id,
      "aria-required": option.required,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: option.max_length ?? 6000,
      inputmode: [4, 10].includes(option.type) ? "decimal" : "text",
      on: { input: onInput, focus: onFocus, blur: onBlur },
    });
    const box = createListbox({
      label: `Suggestions for ${option.name}`,
      owner: input,
      onPick: (index) => pick(index),
    });
    input.setAttribute("aria-controls", box.list.id);
    const field = place({ option, input, box, choice: null });
    if (choice) take(field, choice);
    fit(field);
    return field;

    function onInput() {
      field.choice = null;
      input.removeAttribute("aria-invalid");
      fit(field);
      suggest(field);
    }

    function onFocus() {
      current = field;
      describe(option);
      suggest(field);
    }

    function onBlur() {
      if (current === field) closeList();
    }
  }

  /** A file goes to the program as soon as it is chosen. */
  function addFile(option) {
    const input = element("input", {
      type: "file",
      id: freshId("option"),
      "aria-describedby": hint.id,
      "aria-required": option.required,
      on: { change: onChange, focus: onFocus },
    });
    const field = place({ option, input, box: null, choice: null, wrong: null });
    return field;

    async function onChange() {
      const [file] = input.files;
      field.choice = null;
      field.wrong = file ? "The file is on its way." : null;
      input.removeAttribute("aria-invalid");
      describe(option);
      if (!file) return;
      try {
        const id = await attach(file);
        if (input.files[0] !== file) return;
        field.choice = { name: file.name, value: id };
        field.wrong = null;
        if (document.activeElement === input) form.querySelector(".send").focus();
      } catch (problem) {
        field.wrong = problem.message;
        complain(field);
      }
    }

    function onFocus() {
      closeList();
      current = field;
      describe(option);
    }
  }

  function place(field) {
    const { option, input } = field;
    field.node = element(
      "span.field",
      {},
      element("label", { for: input.id, text: option.name }),
      input,
      !option.required && iconButton("close", `Remove ${option.name}`, () => removeField(field)),
    );
    fields.push(field);
    row.insertBefore(field.node, more);
    return field;
  }

  function removeField(field) {
    fields.splice(fields.indexOf(field), 1);
    field.node.remove();
    showMore();
    (fields.at(-1)?.input ?? form.querySelector(".send")).focus();
  }

  function showMore() {
    const rest = command.options.filter((option) => !fields.some((field) => field.option === option));
    more.replaceChildren(
      ...rest.map((option) =>
        element("button.option-chip", {
          type: "button",
          text: `+ ${option.name}`,
          title: option.description,
          on: {
            click: () => {
              const field = addField(option);
              showMore();
              field.input.focus();
            },
          },
        }),
      ),
    );
  }

  /** The list under the hand: suggestions for what is typed, and none for what was chosen. */
  function suggest(field) {
    if (!isListed(field.option) || field.choice) return closeList();
    completion.ask(command, field.option, field.input.value, heldBy(fields.filter((other) => other !== field)));
  }

  function showChoices(found) {
    if (!current) return;
    choices = found ?? [];
    current.box.fill(
      choices.map((choice) => [element("span.line-label", { text: choice.name })]),
      () => false,
      firstActive(current.option, current.input.value),
    );
    current.input.setAttribute("aria-expanded", String(choices.length > 0));
    describe(current.option, choices.length > 0 ? current.box.list : drawNoChoices(found));
  }

  function closeList() {
    completion.stop();
    choices = [];
    if (!current?.box) return;
    current.box.fill([]);
    current.input.setAttribute("aria-expanded", "false");
    describe(current.option);
  }

  function describe(option, list) {
    hint.replaceChildren(
      ...(option
        ? [element("strong", { text: option.name }), ` ${option.description}`]
        : [element("strong", { text: `/${command.name}` }), ` ${command.description}`]),
    );
    panel.replaceChildren(hint, ...(list ? [list] : []));
    panel.hidden = false;
  }

  function pick(index) {
    const field = current;
    take(field, choices[index]);
    closeList();
    const empty = fields.find((other) => other.option.required && !textOf(other));
    (empty ?? field).input.focus();
  }

  function take(field, choice) {
    field.choice = choice;
    field.input.value = choice.name;
    field.input.removeAttribute("aria-invalid");
    fit(field);
  }

  function onKey(event) {
    if (event.isComposing || event.target.tagName !== "INPUT" || event.target.type === "file") {
      if (event.key === "Escape") leave(`/${command.name} `);
      return;
    }
    if (choices.length > 0 && current.box.move(event.key)) return event.preventDefault();
    const hasActive = choices.length > 0 && current.box.active >= 0;
    const next = fields.find((field) => field !== current && field.option.required && !textOf(field));
    if (event.key === "Enter" && hasActive) {
      event.preventDefault();
      pick(current.box.active);
    } else if (event.key === "Enter" && next && trouble(current) === null) {
      event.preventDefault();
      next.input.focus();
    } else if (event.key === "Tab" && !event.shiftKey && hasActive) {
      take(current, choices[current.box.active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (choices.length > 0) closeList();
      else leave(`/${command.name} `);
    } else if (event.key === "Backspace" && event.target.value === "") {
      event.preventDefault();
      if (current.option.required || fields.length === 1) leave(`/${command.name}`);
      else removeField(current);
    }
  }

  async function onSubmit(event) {
    event.preventDefault();
    const wrong = fields.find((field) => trouble(field) !== null);
    if (wrong) {
      wrong.input.focus();
      complain(wrong);
      return;
    }
    clearNotice();
    const options = heldBy(fields);
    const written = fields.filter((field) => textOf(field)).map((field) => `${field.option.name}:${textOf(field)}`);
    leave("");
    await acts.command(command.name, options, [`/${command.name}`, ...written].join(" "));
  }

  function complain(field) {
    field.input.setAttribute("aria-invalid", "true");
    describe(field.option);
    hint.append(element("span.field-trouble", { role: "alert", text: ` ${trouble(field)}` }));
  }

  function leave(line) {
    completion.stop();
    current = null;
    panel.hidden = true;
    form.remove();
    onLeave(line);
  }
}

/** As wide as its text. */
function fit(field) {
  field.input.style.setProperty("--letters", String(Math.max([...field.input.value].length + 1, 6)));
}
