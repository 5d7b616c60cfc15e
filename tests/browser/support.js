// The words that the browser tests are written in: a browser, the real program, and a person at the page.

import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const PICTURES = path.join(ROOT, "target/browser");
const PROGRAM = process.env.TPM_GUIDE ?? path.join(ROOT, "target/debug/tpm-guide");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** `PLAYGROUND_PAGE=crates/fake-discord/src/page` tries the page as it is on the disk, without building again. */
const PAGE = process.env.PLAYGROUND_PAGE ? ["--page", path.resolve(process.env.PLAYGROUND_PAGE)] : [];

/** A real-looking token: the playground must not take notice of it. */
const DECOY = {
  DISCORD_TOKEN: "MTEwMDAwMDAwMDAwMDAwMDAwMA.GabcDe.abcdefghijklmnopqrstuvwxyz0123456789AB",
  DISCORD_APPLICATION_ID: "1100000000000000000",
};

/** Chromium as Debian packages it, told to leave the network alone. */
export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * Starts `tpm-guide playground` with a copy of the knowledge that a test may edit.
 *
 * @returns {Promise<{ url: string, port: string, knowledge: string, stop(): Promise<void>, restart(): Promise<void> }>}
 */
export async function startPlayground() {
  const folder = await mkdtemp(path.join(tmpdir(), "playground-"));
  const knowledge = path.join(folder, "knowledge");
  await cp(path.join(ROOT, "knowledge"), knowledge, { recursive: true });
  let running = await run(knowledge, "127.0.0.1:0");
  return {
    get url() {
      return running.url;
    },
    knowledge,
    async halt() {
      await running.stop();
    },
    async resume() {
      running = await run(knowledge, new URL(running.url).host);
    },
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function run(knowledge, listen) {
  const child = spawn(PROGRAM, ["playground", "--knowledge", knowledge, "--listen", listen, ...PAGE], {
    env: { ...process.env, ...DECOY, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return new Promise((resolve, reject) => {
    let said = "";
    const listenTo = (chunk) => {
      said += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) resolve({ url: address[0], stop });
    };
    child.stdout.on("data", listenTo);
    child.stderr.on("data", listenTo);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the program ended with ${code}:\n${said}`)));
  });
}

/** A person at the page. Closing it fails if the console was not quiet, or a request left this machine. */
export async function visit(
  browser,
  url,
  { width = 1280, height = 800, theme = "dark", hash = "", motion = "reduce", touch = width < 768 } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: motion,
    hasTouch: touch,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const complaints = [];
  const elsewhere = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const note = (address) => {
    const { protocol, hostname } = new URL(address);
    if (!["127.0.0.1", "localhost"].includes(hostname) && !["data:", "blob:"].includes(protocol))
      elsewhere.push(address);
  };
  page.on("request", (request) => note(request.url()));
  page.on("websocket", (socket) => note(socket.url()));
  return {
    page,
    complaints,
    async open(prepare) {
      await prepare?.(page);
      await page.goto(`${url}/${hash}`);
      await page.locator("[data-state=connected]").waitFor({ timeout: 15_000 });
      return page;
    },
    async close({ forgive = () => false } = {}) {
      await context.close();
      assert.deepEqual(
        complaints.filter((complaint) => !forgive(complaint)),
        [],
        "the console is quiet",
      );
      assert.deepEqual(elsewhere, [], "nothing is asked of other machines");
    },
  };
}

/** Opens the page of a playground, tells a story, and closes it with all its checks: see `visit`. */
export async function atThePage(browser, playground, story, given = {}) {
  const visitor = await visit(browser, playground.url, given);
  const page = await visitor.open();
  await page.locator("#message-list[aria-busy=false]").waitFor();
  await story(page, visitor);
  await visitor.close(given);
}

/** The message box. */
export function box(page) {
  return page.locator("#composer-input");
}

/** The last message. */
export function last(page) {
  return page.locator("li.message:not(.sending)").last();
}

/** Types a line into the box as it stands and sends it. */
export async function type(page, line) {
  await box(page).fill(line);
  await box(page).press("Enter");
}

/** Becomes another person. */
export async function become(page, name) {
  await page.getByRole("radio", { name: new RegExp(`^${name}`) }).check({ force: true });
  await page.locator("#message-list[aria-busy=false]").waitFor();
}

/** Waits until the last message says this. */
export async function says(page, words) {
  await last(page).filter({ hasText: words }).waitFor({ timeout: 8000 });
  return last(page);
}

export async function picture(page, name) {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}

/** What axe finds that is serious or critical. */
export async function barriers(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary})`).join("\n  ")}`,
    );
}
