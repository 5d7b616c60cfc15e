// The line to the program: one WebSocket, opened again whenever it breaks, and asks that are answered by `done`.

const FIRST_WAIT = 250;
const LONGEST_WAIT = 4000;

/**
 * @param {{ onFrame(frame: object): void, onLink(link: "connecting"|"open"|"lost", retryAt: number): void }} listener
 */
export function connect({ onFrame, onLink }) {
  const waiting = new Map();
  let socket = null;
  let lastAsk = 0;
  let wait = FIRST_WAIT;
  let timer = 0;

  open();
  addEventListener("online", () => {
    if (timer) retry();
  });

  async function open() {
    timer = 0;
    try {
      const response = await fetch("/session", { cache: "no-store" });
      if (!response.ok) throw new Error(`the program answered ${response.status}`);
      const { key } = await response.json();
      listen(new WebSocket(`ws://${location.host}/socket`), key);
    } catch {
      lose();
    }
  }

  function listen(opened, key) {
    socket = opened;
    opened.addEventListener("open", () => opened.send(JSON.stringify({ hello: key })));
    opened.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
    opened.addEventListener("close", () => {
      socket = null;
      lose();
    });
  }

  function hear(frame) {
    if ("welcome" in frame) {
      wait = FIRST_WAIT;
      onLink("open", 0);
    }
    if ("done" in frame) {
      waiting.get(frame.done)?.(frame.outcome);
      waiting.delete(frame.done);
    } else {
      onFrame(frame);
    }
  }

  function lose() {
    for (const answer of waiting.values()) answer(offline("The connection to the playground was lost."));
    waiting.clear();
    timer = setTimeout(open, wait);
    onLink("lost", Date.now() + wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function retry() {
    clearTimeout(timer);
    wait = FIRST_WAIT;
    open();
  }

  function isOpen() {
    return socket?.readyState === WebSocket.OPEN;
  }

  return {
    /** Says who looks, from where. */
    be(me) {
      if (isOpen()) socket.send(JSON.stringify({ be: me }));
    },
    /** Does something, and resolves with what came of it; never rejects. */
    ask(act) {
      if (!isOpen()) return Promise.resolve(offline("Not connected yet. Try again in a moment."));
      lastAsk += 1;
      const ask = lastAsk;
      return new Promise((resolve) => {
        waiting.set(ask, resolve);
        socket.send(JSON.stringify({ ask, ...act }));
      });
    },
  };
}

function offline(reason) {
  return { status: "cannot", reason, isOffline: true };
}
