// A rater's page: what saves itself is in writing.js; here the keys, and what another window saved meanwhile.
// All of it works without this file: then every step is a button.

import { sheets, start, workspace } from "./writing.js";

const OFF = "lovende:no-single-keys";
const ANSWERS = { o: "met", k: "not-met", v: "cannot-say" };
const CYCLE = ["", ...Object.values(ANSWERS)];
const AGAIN = 3000;
const form = document.querySelector("#rating-form");
const help = document.querySelector("#keys");
const live = document.querySelector("#live");
const words = document.querySelector("#words")?.dataset ?? {};

/* Leaving: what is on its way arrives first, and what is saved already needs no sending */

let through = false;

function onward(button) {
  const [sheet] = sheets;
  if (sheet?.busy) return setTimeout(() => onward(button), 20);
  const isSaved = sheet && !sheet.dirty && !("unsaved" in form.dataset);
  if (button.dataset.address && isSaved) return location.assign(button.dataset.address);
  through = true;
  form.requestSubmit(button);
}

function guardLeaving() {
  let going = false;
  form.addEventListener("submit", (event) => {
    if (through) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter ?? form.querySelector("button[type=submit]");
    if (!going) setTimeout(() => onward(button)); // a form that is being sent is not sent again within
    going = true;
  });
  addEventListener("pageshow", () => { through = false; going = false; });
  // From when the page is loaded: a button pressed before this script came is on its way already.
  addEventListener("load", () => addEventListener("beforeunload", (event) => {
    if ("unsaved" in form.dataset && !through) event.preventDefault();
  }));
  document.body.addEventListener("workspace-saved", () => { delete form.dataset.unsaved; });
}

/* What was typed here and not sent is back in the fields while another window saved: show what is saved too */

const written = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "version"));

function showKept(before) {
  const kept = form.querySelector("#kept");
  if (written() !== before && !sheets[0].busy) kept.hidden = false;
  form.querySelector("#use-kept").addEventListener("click", (event) => {
    if ("unsaved" in form.dataset) {
      through = true;
      return;
    }
    event.preventDefault();
    form.reset();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    kept.hidden = true;
    form.querySelector("#reason").focus();
  });
}

/* The judgement fills the window below whatever stands above it, so that what locks it is in sight from the start */

const judging = document.querySelector(".judging");

function fit() {
  judging.style.setProperty("--above", `${Math.max(0, judging.getBoundingClientRect().top)}px`);
}

/* Answers */

function answer(radios, value) {
  for (const radio of radios) radio.checked = radio.value === value;
  const chosen = radios.find((radio) => radio.checked) ?? radios[0];
  chosen.focus();
  chosen.dispatchEvent(new Event("input", { bubbles: true }));
  if (!value) live.textContent = words.takenBack;
}

const radiosOf = (mark) => [...mark.querySelectorAll("input[type=radio]")];
const markHere = () => document.activeElement?.closest("[data-mark]");
const valueOf = (mark) => radiosOf(mark).find((radio) => radio.checked)?.value ?? "";

function choose(number) {
  const mark = form.querySelector(`[data-mark="${number}"]`);
  if (!mark) return;
  if (mark === markHere()) return answer(radiosOf(mark), CYCLE[(CYCLE.indexOf(valueOf(mark)) + 1) % CYCLE.length]);
  const radios = radiosOf(mark);
  (radios.find((radio) => radio.checked) ?? radios[0]).focus();
  mark.scrollIntoView({ block: "nearest" });
}

function judge(value) {
  const mark = markHere();
  if (mark) answer(radiosOf(mark), valueOf(mark) === value ? "" : value);
}

/* Steps */

function step(where) {
  const there = document.querySelector(`[name="go"][value="${where}"], [data-go="${where}"]`);
  if (!there) return;
  if (there.href) location.assign(there.href);
  else form.requestSubmit(there);
}

const lockButton = document.querySelector("#lock");
let asked = 0;

/** Locking is for good, so one stray letter never does it: the first press asks, the second locks. */
function lockAsked() {
  if (Date.now() - asked < AGAIN) return form.requestSubmit(lockButton);
  asked = Date.now();
  lockButton.focus();
  form.querySelector(".saved").textContent = words.again;
}

/* Keys */

const isOff = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };

function setOff(off) {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch { /* The choice then holds for this page alone. */ }
  workspace.toggleAttribute("data-keys", !off);
}

const ON_FORM = {
  i: () => answer(radiosOf(form.querySelector(".verdict")), "in"),
  u: () => answer(radiosOf(form.querySelector(".verdict")), "out"),
  b: () => form.querySelector("#reason").focus(),
  n: () => form.querySelector("#notes").focus(),
  l: lockAsked,
  ...Object.fromEntries(Object.entries(ANSWERS).map(([key, value]) => [key, () => judge(value)])),
  ...Object.fromEntries([..."1234567890"].map((digit) => [digit, () => choose(digit === "0" ? 10 : Number(digit))])),
};
const ANYWHERE = {
  j: () => step("next"),
  ArrowRight: () => step("next"),
  ArrowLeft: () => step("previous"),
  h: () => step("skip"),
  "?": () => help.showModal(),
};

const isTyping = (target) => target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

function pressed(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || help.open) return;
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (!form || event.repeat) return;
    event.preventDefault();
    return form.requestSubmit(lockButton);
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(target)) return key === "Escape" ? target.blur() : undefined;
  if (key === "Enter" && target.type === "radio") return event.preventDefault();
  if (!workspace.hasAttribute("data-keys") || event.repeat) return;
  if (key.startsWith("Arrow") && target.type === "radio") return;
  const act = (form && ON_FORM[key]) || ANYWHERE[key];
  if (!act) return;
  event.preventDefault();
  act();
}

fit();
addEventListener("scroll", fit, { passive: true });
addEventListener("resize", fit);
if (form) guardLeaving();
const before = form && written();
start();
if (form) showKept(before);
setOff(isOff());
const box = help.querySelector("#single-keys");
box.checked = !isOff();
box.addEventListener("change", () => setOff(!box.checked));
const opener = document.querySelector("#show-keys");
opener.hidden = false;
opener.addEventListener("click", () => help.showModal());
document.addEventListener("keydown", pressed);
