// The requests about an interaction, in their order: callback, edits, follow-ups, deletions.

import { element } from "./dom.js";
import { drawJson, number, section } from "./json.js";

/** What each type of callback does. */
const CALLBACKS = {
  1: "pong",
  4: "message",
  5: "deferred",
  6: "deferred update",
  7: "update",
  8: "choices",
  9: "form",
};

/**
 * @param {object[]} calls as the program tells them, oldest first
 * @param {object|null} received the body of the callback that was accepted
 */
export function drawCalls(calls, received) {
  const met = new Map();
  return calls.map((told) => {
    const call = told.accepted ? { ...told, body: received } : told;
    const kind = kindOf(call);
    met.set(kind, (met.get(kind) ?? 0) + 1);
    const title = met.get(kind) > 1 ? `${kind} ${met.get(kind)}` : kind;
    return call.body === null || call.body === undefined
      ? section(title, drawLine(call))
      : drawJson(title, call.body, drawLine(call));
  });
}

function kindOf({ by_bot: isByBot, method, path }) {
  if (!isByBot || path.endsWith("/callback")) return "Answer received";
  if (method === "POST") return "Follow-up";
  const isOriginal = path.endsWith("/messages/@original");
  if (method === "PATCH") return isOriginal ? "Edit of the answer" : "Edit of a follow-up";
  if (method === "DELETE") return isOriginal ? "Deletion of the answer" : "Deletion of a follow-up";
  return `${method} request`;
}

/** How it was sent, what became of it, and when. */
function drawLine(call) {
  const { by_bot: isByBot, method, path, status, rule, millis, body } = call;
  const type = kindOf(call) === "Answer received" && body?.type;
  const isGood = status >= 200 && status < 300;
  return element(
    "p.call",
    {},
    isByBot
      ? element("code", { text: `${method} ${path.replace(/^\/api\/v\d+/, "")}` })
      : element("span", { text: "In the HTTP answer of the endpoint" }),
    element(isGood ? "span.call-status" : "span.call-status.bad", {
      text: status === 0 ? "no answer" : `${status}${rule ? ` ${rule}` : ""}`,
    }),
    type && element("span", { text: `type ${type}: ${CALLBACKS[type] ?? "unknown"}` }),
    millis !== null && millis !== undefined && element("span", { text: `after ${number(millis)} ms` }),
  );
}
