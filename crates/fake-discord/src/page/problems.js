// Problems of the knowledge: every one with its file and line, while the old knowledge keeps answering.

import { element, part } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { state } from "./state.js";

export function showProblems() {
  const button = part("open-problems");
  const panel = part("problems");
  let known = "";
  button.addEventListener("click", () => setOpen(panel.hidden));

  state.watch(["knowledge"], () => {
    const problems = state.get("knowledge")?.problems ?? [];
    const isNews = problems.length > 0 && JSON.stringify(problems) !== known;
    known = JSON.stringify(problems);
    button.hidden = problems.length === 0;
    button.replaceChildren(icon("warning"), counted(problems.length));
    panel.replaceChildren(...draw(problems));
    if (problems.length === 0) setOpen(false);
    else if (isNews && problems.some(isError)) setOpen(true);
  });

  function setOpen(isOpen) {
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
  }

  function draw(problems) {
    const errors = problems.filter(isError).length;
    const meaning =
      errors > 0
        ? "The files cannot be used as they are. What was read before keeps answering."
        : "The files are in use, but need a look.";
    return [
      element(
        "header",
        {},
        element("h2", { text: counted(problems.length) }),
        element("p", { text: meaning }),
        iconButton("close", "Close the problems", () => {
          setOpen(false);
          button.focus();
        }),
      ),
      element("ol", {}, problems.map(drawProblem)),
    ];
  }
}

function drawProblem({ file, line, path, message, severity }) {
  return element(
    `li.problem.${severity === "error" ? "error" : "warning"}`,
    {},
    element("code.where", { text: line > 0 ? `${file}:${line}` : file }),
    element(
      "span.what",
      {},
      element("strong", { text: severity === "error" ? "error" : "warning" }),
      path && element("code", { text: path }),
      ` ${message}`,
    ),
  );
}

function isError({ severity }) {
  return severity === "error";
}

function counted(number) {
  return number === 1 ? "1 problem" : `${number} problems`;
}
