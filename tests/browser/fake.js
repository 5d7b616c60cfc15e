// A fake program for what the real bot never does: forms, hostile content, failures. It serves the page's own files with
// the same policy, and speaks the socket's frames inside the browser.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ROOT, visit } from "./support.js";

const PAGE = path.join(ROOT, "crates/fake-discord/src/page");
const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const PEOPLE = [
  { name: "ada", display_name: "Ada", id: "11", bot: false, color: "#e67e22", role: "member" },
  { name: "bob", display_name: "Bob", id: "12", bot: false, color: "#1abc9c", role: "member" },
  { name: "mia", display_name: "Mia", id: "13", bot: false, color: "#e91e63", role: "server manager" },
];
const APP = { id: "1", name: "TPM Guide", color: "#5865f2" };
const WELCOME = {
  people: PEOPLE,
  places: [
    { id: "general", name: "general", kind: "channel" },
    { id: "dm", name: "TPM Guide", kind: "dm" },
  ],
  server: { name: "Playground" },
  app: APP,
  locales: ["en-US", "de", "fr"],
  deadline_ms: 3000,
};
const text = (name, description, required = true) => ({
  name,
  description,
  type: 3,
  required,
  autocomplete: true,
  choices: [],
});
const COMMANDS = [
  {
    name: "tpm-vs-pm",
    type: 1,
    description: "TPM and product manager side by side",
    options: [
      { name: "for", description: "Whom you answer", type: 6, required: false, autocomplete: false, choices: [] },
    ],
  },
  {
    name: "industry",
    type: 1,
    description: "What TPM work looks like in an industry",
    options: [
      text("name", "An industry, such as healthcare or bank"),
      {
        name: "for",
        description: "Whom you answer: they are named and pinged",
        type: 6,
        required: false,
        autocomplete: false,
        choices: [],
      },
      {
        name: "private",
        description: "Only you see the answer",
        type: 5,
        required: false,
        autocomplete: false,
        choices: [],
      },
    ],
  },
  { name: "help", type: 1, description: "What you can ask, and what is logged", options: [] },
  { name: "Ask TPM Guide", type: 3, description: "", options: [] },
];

/** Serves the page's files; `close()` ends it. */
export async function serveFiles() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const headers = {
      "Content-Security-Policy": POLICY,
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    };
    if (pathname === "/session")
      return response.writeHead(200, { ...headers, "Content-Type": "application/json" }).end('{"key":"k"}');
    if (request.method === "POST" && pathname.startsWith("/files/")) {
      const isTaken = request.headers["x-key"] === "k" && !pathname.endsWith("refused.yaml");
      request.resume();
      return response.writeHead(isTaken ? 200 : 400, headers).end(isTaken ? '{"id":"900"}' : "no");
    }
    const file = pathname === "/" ? "index.html" : pathname.replace(/^\/assets\//, "");
    try {
      const body = await readFile(path.join(PAGE, file));
      response.writeHead(200, { ...headers, "Content-Type": KINDS[path.extname(file)] }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Opens the page on a fake program, tells a story, and closes it with all its checks. */
export async function withFake({ browser, files, answer, world }, story, given = {}) {
  const fake = createFake(answer, world);
  const visitor = await visit(browser, files.url, given);
  const page = await visitor.open((opened) => fake.attach(opened));
  await story(page, fake);
  await visitor.close(given);
}

/**
 * Answers the page's socket. `answer(act, fake)` returns an outcome; `fake.post(message)` shows a message. `world` adds
 * commands, and replaces what else the page is welcomed with.
 */
export function createFake(answer = () => ({ status: "answered" }), { commands = [], ...world } = {}) {
  const messages = [];
  const removed = [];
  const acts = [];
  let socket = null;
  let me = { place: "general" };
  let next = 100;
  const send = (frame) => socket?.send(JSON.stringify(frame));
  const tell = () => send({ messages: { place: me.place, messages, removed } });
  const fake = {
    messages,
    acts,
    send,
    tell,
    /** Adds a message, or replaces the one with its id. */
    post(message) {
      next += 1;
      const whole = {
        id: String(next),
        author: { id: "1", name: "TPM Guide", bot: true, app: true, color: "#5865f2" },
        content: "",
        embeds: [],
        components: [],
        flags: 0,
        mentions: [],
        ephemeral: false,
        loading: false,
        failed: false,
        created: Date.now(),
        edited: null,
        replies_to: null,
        interaction: { id: String(next), user: { id: "11", name: "Ada" }, name: "industry", kind: 2, command_type: 1 },
        inspect: {
          sent: {
            type: 2,
            data: { type: 1, name: "industry", options: [{ name: "name", type: 3, value: "healthcare" }] },
          },
          received: { type: 4 },
          millis: 12.3,
          limits: [
            { name: "embed", used: 1234, most: 6000 },
            { name: "description", used: 4000, most: 4096 },
          ],
          refused: [],
        },
        ...message,
      };
      const place = messages.findIndex((known) => known.id === whole.id);
      if (place < 0) messages.push(whole);
      else messages[place] = whole;
      tell();
      return whole;
    },
    /** People and places change while the page is open. */
    update(changes) {
      send({ update: { ...WELCOME, ...world, ...changes } });
    },
    /** Takes a message away, as the app does. */
    remove(id, inspect) {
      messages.splice(
        messages.findIndex((known) => known.id === id),
        1,
      );
      if (inspect) removed.unshift({ id, inspect });
      tell();
    },
    async attach(page) {
      await page.routeWebSocket(/\/socket$/, (route) => {
        socket = route;
        route.onMessage(async (data) => {
          const frame = JSON.parse(data);
          if (frame.hello) {
            send({ welcome: { ...WELCOME, ...world } });
            send({ bot: { state: "connected", detail: "" } });
            send({ knowledge: { place: "knowledge", entries: 120, version: 1, problems: [] } });
          } else if (frame.be) {
            me = frame.be;
            send({ commands: [...COMMANDS, ...commands] });
            tell();
          } else {
            acts.push(frame);
            const outcome = await answer(frame, fake);
            if (outcome) send({ done: frame.ask, outcome });
          }
        });
      });
    },
  };
  return fake;
}
