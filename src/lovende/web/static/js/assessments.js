// An assessment saves itself, says so; many cases are chosen with one click. All of it works without this file.

const PAUSE = 900;
const RETRY = 5000;

document.querySelector("#feil")?.focus();

function autosave(form) {
  const status = document.querySelector("#saved");
  const words = document.querySelector("#assessment-words")?.dataset ?? {};
  let timer = 0;
  let dirty = false;
  let saving = null;
  let stopped = false;

  function say(text, wrong = false) {
    if (!status) return;
    status.textContent = text;
    if (wrong) status.dataset.color = "danger";
    else delete status.dataset.color;
  }

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
      if (answer.ok) {
        const told = await answer.json();
        form.elements.version.value = told.version;
        say(dirty ? words.unsaved : told.saved);
      } else if (answer.status === 422) {
        say((await answer.json()).message, true);
      } else if (answer.status === 409) {
        stopped = true;
        say((await answer.json()).message, true);
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

  form.addEventListener("input", () => {
    if (stopped) return;
    dirty = true;
    say(words.unsaved);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => { if (dirty || saving) event.preventDefault(); });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    dirty = false;
    if (!saving) return;
    const button = event.submitter;
    event.preventDefault();
    await saving.catch(() => {});
    await new Promise((done) => setTimeout(done));
    form.requestSubmit(button);
  });
}

// A second click on a button that changes something does nothing; the server would do it once anyhow.
function once(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => { sent = false; });
}

function choosing(form) {
  const all = form.querySelector("[data-all]");
  const told = form.querySelector("[data-chosen]");
  const boxes = [...form.querySelectorAll("input[name=sak]")];
  if (!all || !told) return;
  all.hidden = false;
  function count() {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    told.textContent = chosen ? `${chosen} ${told.dataset.some}` : told.dataset.none;
    told.parentElement.toggleAttribute("data-idle", !chosen);
    form.querySelectorAll("button[name=do]").forEach((button) => { button.disabled = !chosen; });
  }
  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
    count();
  });
  form.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}

const own = document.querySelector("#assessment-form[data-autosave]");
if (own) autosave(own);
document.querySelectorAll("form[data-once]").forEach(once);
const several = document.querySelector("#several");
if (several) choosing(several);
