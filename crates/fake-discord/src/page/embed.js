// An embed as Discord draws it: coloured bar, author, title, description, fields, footer.
//
// Pictures are not fetched: nothing leaves this machine. Their place says so.

import { drawText } from "./draw.js";
import { element } from "./dom.js";
import { safeUrl } from "./inline.js";
import { state } from "./state.js";
import { stamp } from "./time.js";

/** How many inline fields share a line. */
const ABREAST = 3;

export function drawEmbed(embed) {
  const colors = Number.isInteger(embed.color) ? { "--bar": `#${embed.color.toString(16).padStart(6, "0")}` } : {};
  return element(
    "article.embed",
    { colors, "aria-label": `Embed: ${embed.title ?? "without a title"}` },
    embed.author?.name &&
      element("div.embed-author", {}, linked(embed.author.url, document.createTextNode(embed.author.name))),
    embed.title && element("div.embed-title", {}, linked(embed.url, drawText(embed.title, { blocks: false }))),
    embed.description && element("div.embed-description.markup", {}, drawText(embed.description)),
    embed.fields?.length > 0 && element("div.embed-fields", {}, drawFields(embed.fields)),
    (embed.image ?? embed.thumbnail) &&
      element("div.embed-picture", { text: "A picture: the playground fetches nothing from elsewhere." }),
    drawFooter(embed),
  );
}

function linked(address, content) {
  const href = address && safeUrl(address);
  return href ? element("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, content) : content;
}

function drawFields(fields) {
  const abreast = widths(fields);
  return fields.map((field, index) =>
    element(
      `div.embed-field.abreast-${abreast[index]}`,
      {},
      element("div.embed-field-name", {}, drawText(field.name, { blocks: false })),
      element("div.embed-field-value.markup", {}, drawText(field.value)),
    ),
  );
}

/** With how many others each field shares its line: inline ones in a row go by three. */
function widths(fields) {
  const result = fields.map(() => 1);
  let start = 0;
  while (start < fields.length) {
    let stop = start;
    while (stop < fields.length && stop - start < ABREAST && fields[stop].inline) stop += 1;
    result.fill(Math.max(stop - start, 1), start, Math.max(stop, start + 1));
    start = Math.max(stop, start + 1);
  }
  return result;
}

function drawFooter(embed) {
  const when = embed.timestamp ? stamp(Date.parse(embed.timestamp), state.get("me").locale) : null;
  const words = [embed.footer?.text, when].filter(Boolean).join(" • ");
  return words && element("div.embed-footer", { text: words });
}
