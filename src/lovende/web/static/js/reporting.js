// Writing a report: what saves itself is in writing.js; here questions that are asked only after a certain answer.
// All of it works without this file: then such a question says itself when it is to be answered.

import { start, workspace } from "./writing.js";

function showAsked() {
  for (const box of workspace.querySelectorAll("[data-only-if]")) {
    const chosen = workspace.querySelector(`[name="answer-${box.dataset.onlyIf}"]:checked`)?.value;
    box.hidden = !box.dataset.onlyFor.split(" ").includes(chosen);
    for (const told of box.querySelectorAll(".condition")) told.hidden = true;
  }
}

if (workspace?.dataset.author) {
  start();
  showAsked();
  workspace.addEventListener("input", showAsked);
}

/* On a narrow screen the plan is opened when asked for */

if (matchMedia("(max-width: 47.99rem)").matches) {
  for (const plan of document.querySelectorAll(".planned details")) plan.open = false;
}
