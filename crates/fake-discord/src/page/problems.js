// Mistakes and warnings of the knowledge: every one with its file and line. With a mistake, the old knowledge keeps
// answering; a warning is no more than that.

import { element, part } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { state } from "./state.js";

export function showProblems() {
  const button = part("open-problems");
  const panel = part("problems");
  /** What was listed before; `null` until something was read. */
  let known = null;
  button.addEventListener("click", () => setOpen(panel.hidden));

  state.watch(["knowledge"], () => {
    const knowledge = state.get("knowledge");
    if (!knowledge) return;
    // Mistakes first: they keep the files from being used.
    const problems = [...knowledge.problems].sort((one, other) => Number(isError(other)) - Number(isError(one)));
    const news = problems.filter((problem) => !known?.has(identity(problem)));
    // Warnings that stand there from the start are not what an edit has just brought.
    const opens = known === null ? problems.some(isError) : news.length > 0;
    known = new Set(problems.map(identity));
    button.hidden = problems.length === 0;
    button.classList.toggle("warning", !problems.some(isError));
    button.replaceChildren(icon("warning"), counted(problems));
    panel.replaceChildren(...draw(problems));
    if (problems.length === 0) setOpen(false);
    else if (opens) setOpen(true);
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
        element("h2", { text: counted(problems) }),
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
      element("strong", { text: severity === "error" ? "mistake" : "warning" }),
      path && element("code", { text: path }),
      ` ${message}`,
    ),
  );
}

function isError({ severity }) {
  return severity === "error";
}

/** The same problem on another line is the same: a line above it was added or removed. */
function identity({ file, path, message, severity }) {
  return JSON.stringify([file, path, message, severity]);
}

/** `1 mistake, 2 warnings` */
function counted(problems) {
  const errors = problems.filter(isError).length;
  const counts = [
    [errors, "mistake"],
    [problems.length - errors, "warning"],
  ];
  return counts
    .filter(([number]) => number > 0)
    .map(([number, what]) => (number === 1 ? `1 ${what}` : `${number} ${what}s`))
    .join(", ");
}
