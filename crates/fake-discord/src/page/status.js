// What is going on: the bot starts, is connected, lost its connection; or the page lost the program.

import { element, part } from "./dom.js";
import { state } from "./state.js";

const WORDS = {
  offline: ["Offline", "No bot is connected."],
  starting: ["Starting", "The bot is starting."],
  connected: ["Connected", ""],
  reconnecting: ["Reconnecting", "The bot lost its connection and tries again."],
  stopped: ["Stopped", "The bot has stopped."],
};

export function showStatus() {
  const line = part("status");
  const bar = part("status-bar");
  let timer = 0;
  state.watch(["link", "bot", "retryAt", "welcome", "knowledge"], () => {
    clearInterval(timer);
    const link = state.get("link");
    if (link === "open") showBot();
    else showLink(link);
  });

  function showBot() {
    const { state: name, detail } = state.get("bot");
    const [word, usual] = WORDS[name] ?? [name, ""];
    const entries = state.get("knowledge")?.entries;
    show(name, word, name === "connected" && entries ? (entries === 1 ? "1 entry" : `${entries} entries`) : "");
    tell(name === "connected" ? "" : detail || usual, name);
  }

  function showLink(link) {
    show(link, link === "lost" ? "Disconnected" : "Connecting", "");
    if (link === "connecting") return tell("Connecting to the playground…", link);
    const seconds = () => Math.max(1, Math.ceil((state.get("retryAt") - Date.now()) / 1000));
    // The countdown is for eyes; a screen reader hears the first sentence once.
    const count = element("span.countdown", { "aria-hidden": "true", text: ` Next attempt in ${seconds()} s.` });
    if (bar.dataset.state !== "lost")
      tell("The playground does not answer. Is it still running? The page connects again by itself.", link);
    bar.querySelector(".countdown")?.remove();
    bar.append(count);
    timer = setInterval(() => {
      count.textContent = ` Next attempt in ${seconds()} s.`;
    }, 1000);
  }

  function show(name, word, more) {
    line.dataset.state = name;
    line.replaceChildren(
      element("span.dot", { "aria-hidden": "true" }),
      element("span.status-word", { text: word }),
      more && element("span.status-more", { text: more }),
    );
  }

  function tell(words, name) {
    bar.hidden = words === "";
    bar.dataset.state = words ? name : "";
    bar.replaceChildren(words && element("span.status-words", { text: words }));
  }
}
