// One message: who asked, who wrote it, what it says, its controls, and what can be done with it.

import * as acts from "./acts.js";
import { drawApps } from "./apps.js";
import { drawComponents } from "./components.js";
import { avatar, element } from "./dom.js";
import { drawText } from "./draw.js";
import { drawEmbed } from "./embed.js";
import { drawFiles } from "./files.js";
import { icon, iconButton } from "./icons.js";
import { inspect } from "./inspector.js";
import { parse, plain } from "./markdown.js";
import { myself, state } from "./state.js";
import { stamp } from "./time.js";

const SLASH_COMMAND = 1;
const MESSAGE_COMMAND = 3;
const COMPONENT = 3;
const EVERYTHING_IS_COMPONENTS = 1 << 15;

/**
 * @param {object} message as the program tells it
 * @param {{ isCompact: boolean, failure: object|null }} setting `isCompact`: the same author went on; `failure`: the
 *   latest press of one of its controls, if that came to nothing
 */
export function drawMessage(message, { isCompact, failure }) {
  const { locale } = state.get("me");
  const node = element("li.message", { data: { id: message.id }, tabindex: -1 });
  node.classList.toggle("ephemeral", message.ephemeral);
  node.classList.toggle("failed", message.failed);
  node.classList.toggle("compact", isCompact);
  node.classList.toggle("pinged", mentionsMe(message));
  node.append(
    element(
      "div.message-inner",
      { role: "article", "aria-label": `${message.author.name}, ${stamp(message.created, locale)}` },
      message.interaction && drawOrigin(message.interaction),
      !isCompact && avatar(message.author.name, message.author.color, message.author.app ? "app" : ""),
      element(
        "div.message-body",
        {},
        !isCompact && drawHeader(message, locale),
        drawContent(message),
        message.embeds.map(drawEmbed),
        (message.attachments ?? []).length > 0 && drawFiles(message.attachments),
        message.components.length > 0 && drawControls(message),
        failure && drawFailure(failure),
        message.ephemeral && drawPrivacy(message),
      ),
      drawTools(message, node),
    ),
  );
  return node;
}

/** The message in one line, for screen readers. */
export function spoken(message) {
  if (message.loading) return `${message.author.name} is thinking`;
  const embed = message.embeds[0];
  const words = [message.content, embed?.title, embed?.description].filter(Boolean).map((text) => plain(parse(text)));
  const files = (message.attachments ?? []).map((file) => `File ${file.filename}`);
  const line = [...words, ...files].join(". ").replace(/\s+/g, " ");
  return `${message.author.name}: ${line.length > 200 ? `${line.slice(0, 200)}…` : line}`;
}

function mentionsMe(message) {
  const me = String(myself()?.id ?? "");
  return (message.mentions ?? []).some((id) => String(id) === me);
}

/** "Ada used /industry", above the message and tied to it by a bent line. A command of a menu has no slash. */
function drawOrigin(interaction) {
  const people = state.get("welcome")?.people ?? [];
  const user = people.find((person) => String(person.id) === String(interaction.user.id));
  const did = interaction.name
    ? [
        " used ",
        element("span.used-command", {
          text: interaction.command_type === SLASH_COMMAND ? `/${interaction.name}` : interaction.name,
        }),
      ]
    : [" pressed a button"];
  return element(
    "div.origin",
    {},
    avatar(interaction.user.name, user?.color, "tiny"),
    element("span", {}, element("span.origin-name", { text: interaction.user.name }), did),
  );
}

function drawHeader(message, locale) {
  const when = new Date(message.created);
  return element(
    "div.message-header",
    {},
    element("span.author", { text: message.author.name }),
    message.author.app && element("span.app-tag", { text: "APP" }),
    element("time", { datetime: when.toISOString(), text: stamp(message.created, locale) }),
  );
}

function drawContent(message) {
  if (message.loading) {
    return element(
      "div.thinking",
      {},
      element("span.dots", { "aria-hidden": "true" }, element("i"), element("i"), element("i")),
      element("em", { text: `${message.author.name} is thinking…` }),
    );
  }
  if (message.failed)
    return element("div.failure", {}, icon("warning"), element("span", { text: message.content }), drawRules(message));
  if (!message.content) return null;
  return element(
    "div.content.markup",
    {},
    drawText(message.content),
    message.edited && element("span.edited", { text: " (edited)", title: new Date(message.edited).toLocaleString() }),
  );
}

/** Which of Discord's rules the bot broke. */
function drawRules(message) {
  const rules = (message.inspect?.refused ?? []).filter((refused) => refused.rule);
  return rules.map(({ rule, body }) => element("span.rule", { text: `${rule}: ${body?.message ?? "refused"}` }));
}

function drawControls(message) {
  const isWhole = (message.flags & EVERYTHING_IS_COMPONENTS) !== 0;
  return element(
    "div.components",
    { role: "group", "aria-label": isWhole ? "Answer" : "Controls" },
    drawComponents(message.components, {
      onClick: (customId) => acts.click(message.id, customId),
      onSelect: (customId, values) => acts.select(message.id, customId, values),
    }),
  );
}

function drawFailure(failure) {
  return element(
    "div.failure.under-controls",
    {},
    icon("warning"),
    element("span", { text: failure.content }),
    drawRules(failure),
    element("button.text-button", { type: "button", text: "Inspect", on: { click: () => inspect(failure.id) } }),
  );
}

function drawPrivacy(message) {
  return element(
    "div.privacy",
    {},
    icon("eye"),
    "Only you can see this • ",
    element("button.text-button", {
      type: "button",
      text: "Dismiss message",
      data: { key: "dismiss" },
      on: { click: () => acts.dismiss(message.id) },
    }),
  );
}

function drawTools(message, node) {
  const commands = state.get("commands").filter((command) => command.type === MESSAGE_COMMAND);
  const canUse = commands.length > 0 && !message.ephemeral && !message.failed && !message.loading;
  if (!message.inspect && !canUse) return null;
  const onPick = (command) => acts.use(message.id, command.name);
  return element(
    "div.tools",
    { role: "group", "aria-label": "Message actions" },
    canUse && drawApps({ node, commands, onPick }),
    message.inspect && iconButton("inspect", "Inspect", () => inspect(message.id), { "data-key": "inspect" }),
  );
}

/** Whether a failure belongs under the message whose control was pressed. */
export function isUnderMessage(message) {
  return message.failed && message.interaction?.kind === COMPONENT && Boolean(message.replies_to);
}
