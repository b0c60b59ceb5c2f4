// The review page saves itself, says so, and takes short keys. All of it works without this file.

const PAUSE = 900;
const RETRY = 5000;
const form = document.querySelector("#review-form");
const status = document.querySelector("#saved");
const words = document.querySelector("#review-words")?.dataset ?? {};

document.querySelector("#feil")?.focus();

function say(text, wrong = false) {
  if (!status) return;
  status.textContent = text;
  if (wrong) status.dataset.color = "danger";
  else delete status.dataset.color;
}

function autosave() {
  let timer = 0;
  let dirty = false;
  let saving = null;
  let stopped = false;

  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (!dirty || saving || stopped) return;
    dirty = false;
    say(words.saving);
    const data = new FormData(form);
    data.set("do", "save");
    const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1];
    if (token) data.set("csrfmiddlewaretoken", token);
    saving = fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual" });
    try {
      const answer = await saving;
      if (answer.status === 409) {
        stopped = true;
        say((await answer.json()).message, true);
      } else if (answer.ok) {
        const told = await answer.json();
        form.elements.version.value = told.version;
        say(dirty ? words.unsaved : told.saved);
      } else {
        dirty = true;
        say(words.failed, true);
        timer = setTimeout(save, RETRY);
      }
    } catch {
      dirty = true;
      say(words.offline, true);
      timer = setTimeout(save, RETRY);
    } finally {
      saving = null;
      if (dirty && !timer) timer = setTimeout(save, PAUSE);
    }
  }

  function changed() {
    if (stopped) return;
    dirty = true;
    say(words.unsaved);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  const counts = (field) => field.form === form && !["reason", "split-first", "split-second"].includes(field.name);
  document.addEventListener("input", (event) => { if (counts(event.target)) changed(); });
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => { if (dirty || saving) event.preventDefault(); });

  let sent = false;
  form.addEventListener("submit", async (event) => {
    if (sent) return event.preventDefault();
    clearTimeout(timer);
    const button = event.submitter;
    if (saving) {
      event.preventDefault();
      dirty = false;
      await saving.catch(() => {});
      await new Promise((done) => setTimeout(done));
      return form.requestSubmit(button);
    }
    sent = true;
    dirty = false;
    addEventListener("pageshow", () => { sent = false; }, { once: true });
  });
}

function keys() {
  const choice = document.querySelector("#keys-on");
  if (!choice) return;
  choice.closest("[hidden]").hidden = false;
  choice.checked = localStorage.getItem("review-keys") !== "off";
  choice.addEventListener("change", () => localStorage.setItem("review-keys", choice.checked ? "on" : "off"));
  const acts = {
    j: () => document.querySelector(".around [rel=next]")?.click(),
    k: () => document.querySelector(".around [rel=prev]")?.click(),
    a: () => document.querySelector("#do-accept")?.click(),
    u: () => document.querySelector("#do-undo")?.click(),
    r: () => {
      const box = document.querySelector(".reject");
      if (!box) return;
      box.open = true;
      box.querySelector("textarea").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (!choice.checked || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    }
  });
  document.addEventListener("keydown", (event) => {
    const box = document.querySelector(".reject[open]");
    if (event.key === "Escape" && box) {
      box.open = false;
      box.querySelector("summary").focus();
    }
  });
}

// A line asked for is shown where the source scrolls, and the page stays where it is.
function lines() {
  const scroller = document.querySelector(".source-scroll");
  if (!scroller) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.line-link");
    if (!link || getComputedStyle(scroller).overflowY !== "auto") return;
    const line = document.querySelector(link.hash)?.closest(".source-line");
    if (!line) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    document.querySelectorAll(".source-line.asked").forEach((other) => other.classList.remove("asked"));
    line.classList.add("asked");
    scroller.scrollTo({ top: line.offsetTop - scroller.offsetTop - scroller.clientHeight / 3 });
  });
}

function upload() {
  const file = document.querySelector("input[type=file][data-limit]");
  file?.addEventListener("change", () => {
    const size = file.files[0]?.size ?? 0;
    file.setAttribute("aria-invalid", String(size > Number(file.dataset.limit)));
  });
}

if (form?.hasAttribute("data-autosave")) autosave();
keys();
lines();
upload();
