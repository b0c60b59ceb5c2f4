// The workspace of an application: it saves itself (writing.js) and shows what the other authors write meanwhile.
// All of it works without this file.

import { start, workspace } from "./writing.js";

function withOthers(answers) {
  const where = document.querySelector("#where");
  document.addEventListener("focusin", (event) => {
    const key = event.target.closest?.("[data-question]")?.dataset.question;
    if (where && key) where.value = key;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const row of document.querySelectorAll("#presence [data-changed]")) {
      answers.get(row.dataset.changed)?.theirs(row.dataset.number, row.querySelector("textarea").value, row.dataset.told);
    }
  });
}

/** Ask with the cookie's token, not while nobody looks, and never over a panel that somebody fills in. */
function polling() {
  document.body.addEventListener("htmx:configRequest", (event) => {
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1];
    if (!token) return;
    delete event.detail.parameters.csrfmiddlewaretoken;
    event.detail.headers["X-CSRFToken"] = token;
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const panel = event.detail.elt;
    const busy = panel.matches(".similar") && panel.querySelector(".relate[open]");
    if (busy || (panel.id === "presence-form" && document.hidden)) event.preventDefault();
  });
}

if (workspace?.dataset.author) {
  const answers = start();
  withOthers(answers);
  polling();
}
