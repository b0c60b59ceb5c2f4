/**
 * The register as one types and ticks. Everything here is also a form, a link or a button without it.
 *
 * htmx replaces #register-body; this module says when, keeps open what was opened, tells screen readers the
 * count, and remembers which measures were picked for comparison, from page to page.
 */

const MOST = 4;
const PATIENCE = 350;
const KEPT = "lovende.compare";
const wide = window.matchMedia("(min-width: 60rem)");
const form = document.getElementById("search-form");
const compareForm = document.getElementById("compare-form");
let timer = 0;
let opened = new Map();

const body = () => document.getElementById("register-body");

function submitSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => form.requestSubmit(), PATIENCE);
}

function openFilters() {
  const filters = document.getElementById("filters");
  if (filters && wide.matches) filters.open = true;
}

function picked() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]").slice(0, MOST);
  } catch {
    return [];
  }
}

function keep(ids) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(ids));
  } catch {
    // A browser that keeps nothing still compares what is on the page.
  }
}

/** Boxes on the page follow what is kept; what is kept and not on the page goes along as hidden fields. */
function showPicked() {
  const ids = picked();
  const boxes = [...document.querySelectorAll("input[form=compare-form]")];
  const here = new Set(boxes.map((box) => box.value));
  for (const box of boxes) {
    box.checked = ids.includes(box.value);
    box.disabled = !box.checked && ids.length >= MOST;
  }
  compareForm.replaceChildren(
    ...ids.filter((id) => !here.has(id)).map((id) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "tiltak", value: id });
      return field;
    }),
  );
  const help = document.getElementById("compare-help");
  if (!help) return;
  help.textContent = ids.length ? help.dataset.some.replace("%d", ids.length) : help.dataset.none;
  document.getElementById("compare-bar").classList.toggle("is-chosen", ids.length > 0);
}

function ready() {
  openFilters();
  showPicked();
}

document.documentElement.classList.add("scripted");
wide.addEventListener("change", openFilters);

form.addEventListener("input", (event) => {
  if (event.target.id === "q") submitSoon();
});
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.form === compareForm) {
    const others = picked().filter((id) => id !== field.value);
    keep(field.checked ? [...others, field.value] : others);
    showPicked();
  } else if (field.form === form && field.id !== "q") {
    clearTimeout(timer);
    form.requestSubmit();
  }
});

document.body.addEventListener("htmx:beforeRequest", () => body()?.setAttribute("aria-busy", "true"));
document.body.addEventListener("htmx:beforeSwap", () => {
  opened = new Map([...body().querySelectorAll("details[id]")].map((part) => [part.id, part.open]));
});
document.body.addEventListener("htmx:afterSwap", () => {
  for (const [id, open] of opened) {
    const part = document.getElementById(id);
    if (part) part.open = open;
  }
  ready();
  const count = document.getElementById("result-count");
  document.getElementById("register-status").textContent = count?.textContent ?? "";
});
window.addEventListener("pageshow", showPicked);
ready();
