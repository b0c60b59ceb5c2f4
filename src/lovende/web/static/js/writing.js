// Pages on which several people write: what is typed saves itself, is kept in this browser until the server has it,
// and is put together with what others wrote meanwhile. Rooms with such pages build on this; all works without it.

const PAUSE = 1000;
const LONGEST_WAIT = 1800;
const BACKOFF = [1000, 2000, 4000, 8000, 15000];
const KEEPALIVE_BYTES = 60000;
export const workspace = document.querySelector("#workspace");
const words = document.querySelector("#words")?.dataset ?? {};
const live = document.querySelector("#live");
const tab = Math.random().toString(36).slice(2);

document.querySelector("#feil")?.focus();

/* What is typed, kept in this browser until it is saved */

const shelf = {
  prefix: `lovende:${workspace?.dataset.author}:${workspace?.dataset.application ?? workspace?.dataset.report ?? workspace?.dataset.reading}:`,
  read(key) {
    try { return JSON.parse(localStorage.getItem(this.prefix + key)); } catch { return null; }
  },
  write(key, kept) {
    try { localStorage.setItem(this.prefix + key, JSON.stringify({ ...kept, tab })); return true; } catch { return false; }
  },
  drop(key, anyTab = false) {
    if (anyTab || this.read(key)?.tab === tab) localStorage.removeItem(this.prefix + key);
  },
  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length));
    } catch { return []; }
  },
};

/* Texts */

function ends(before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return [head, before.length - tail];
}

/** `mine` was typed on from `sent` while the server made `sent` into `theirs`: both changes, neither lost. */
export function rebase(sent, theirs, mine) {
  if (sent === theirs) return mine;
  if (sent === mine) return theirs;
  const [from, to] = ends(sent, theirs);
  const [mineFrom, mineTo] = ends(sent, mine);
  const added = theirs.slice(from, theirs.length - (sent.length - to));
  const typed = mine.slice(mineFrom, mine.length - (sent.length - mineTo));
  if (mineFrom >= to) return sent.slice(0, from) + added + sent.slice(to, mineFrom) + typed + sent.slice(mineTo);
  if (mineTo <= from) return mine.slice(0, mine.length - (sent.length - from)) + added + sent.slice(to);
  return sent.slice(0, Math.min(from, mineFrom)) + added + typed + sent.slice(Math.max(to, mineTo));
}

const count = new Intl.NumberFormat(document.documentElement.lang || "nb");
const told = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/* One thing that saves itself: when to send, again and again until it is through */

class Saver {
  constructor() {
    this.timer = 0;
    this.first = 0;
    this.busy = false;
    this.tries = 0;
    this.stopped = false;
  }

  changed() {
    if (this.stopped) return;
    this.keep();
    this.say(words.unsaved);
    if (this.tries) return;
    const now = Date.now();
    this.first ||= now;
    this.plan(Math.max(0, Math.min(PAUSE, this.first + LONGEST_WAIT - now)));
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  async send() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.busy || this.stopped || !this.dirty) return;
    this.busy = true;
    this.first = 0;
    this.say(words.saving);
    try {
      const { body, taken } = this.parcel();
      const answer = await post(this.address, body);
      if (answer.ok) {
        const recovered = this.tries > 0;
        this.tries = 0;
        this.taken(taken, await answer.json());
        if (recovered) live.textContent = words.back;
      } else if (answer.status === 422 || answer.status === 409 || answer.status === 403 || answer.status === 404) {
        this.tries = 0;
        await this.refused(answer, taken);
      } else {
        this.again(answer.type === "opaqueredirect" ? words.signedout : words.failed);
      }
    } catch {
      this.again(words.offline);
    } finally {
      this.busy = false;
      if (this.dirty && !this.timer && !this.stopped && !this.held) this.plan(PAUSE);
    }
  }

  again(why) {
    if (!this.tries) live.textContent = why;
    this.say(why, true);
    this.plan(BACKOFF[Math.min(this.tries, BACKOFF.length - 1)]);
    this.tries += 1;
  }

  say(text, wrong = false) {
    const place = this.status;
    if (!place) return;
    place.textContent = text;
    if (wrong) place.dataset.color = "danger";
    else delete place.dataset.color;
  }
}

function post(address, body) {
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? body.get("csrfmiddlewaretoken");
  body.delete("csrfmiddlewaretoken");
  const sent = new URLSearchParams(body).toString();
  const headers = { Accept: "application/json", "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded" };
  return fetch(address, { method: "POST", body: sent, headers, redirect: "manual", keepalive: sent.length < KEEPALIVE_BYTES });
}

/* One answer */

class Answer extends Saver {
  constructor(box) {
    super();
    this.box = box;
    this.key = box.dataset.question;
    this.address = box.dataset.address;
    this.inputs = [...box.querySelectorAll(`[name="answer-${this.key}"]`)];
    this.base = box.querySelector(".base");
    this.status = box.querySelector(".saved");
    this.notice = box.querySelector(".merged");
    this.counter = box.querySelector(".count");
    this.saved = this.value;
    this.held = false;
    for (const input of this.inputs) input.addEventListener("input", () => { this.typed(); });
    this.restore();
    this.measure();
  }

  get field() { return this.inputs.find((input) => input.type !== "radio"); }
  get value() { return this.field ? this.field.value : (this.inputs.find((input) => input.checked)?.value ?? ""); }
  get dirty() { return this.value !== this.saved; }

  typed() {
    this.held = false;
    this.measure();
    if (this.dirty) this.changed();
    else this.forget();
  }

  keep() {
    const kept = { value: this.value, base: this.base.value, sent: this.sent };
    this.unkept = !shelf.write(this.key, kept);
  }

  forget() {
    this.sent = undefined;
    shelf.drop(this.key, true);
  }

  restore() {
    const kept = shelf.read(this.key);
    if (!kept) return;
    if (kept.value === this.value) return this.forget();
    this.sent = kept.sent ?? kept.value;
    this.base.value = kept.base;
    this.saved = this.value;
    this.put(kept.value);
    this.tell(words.restored);
    this.send();
  }

  parcel() {
    const taken = this.value;
    const body = new URLSearchParams({ value: taken, base: this.base.value });
    if (this.sent !== undefined) body.set("sent", this.sent);
    this.sent = taken;
    this.keep();
    return { body, taken };
  }

  taken(taken, answer) {
    const value = answer.value ?? "";
    this.base.value = answer.base ?? answer.number;
    this.saved = value;
    this.sent = undefined;
    const whole = rebase(taken, value, this.value);
    if (whole !== this.value) this.put(whole);
    if (this.dirty) this.keep();
    else this.forget();
    this.say(this.dirty ? words.unsaved : answer.saved);
    if (answer.kept_both) this.tell(words.both);
    else if (answer.merged) this.tell(words.merged);
    this.problem("");
    workspace.dispatchEvent(new CustomEvent("answer-saved", { detail: this.key }));
    document.body.dispatchEvent(new Event("workspace-saved"));
  }

  async refused(answer) {
    this.held = true;
    const found = await answer.json().catch(() => ({}));
    if (answer.status === 422) this.problem(found.message);
    else {
      this.stopped = answer.status !== 409;
      live.textContent = found.message ?? words.closed;
    }
    this.sent = undefined;
    this.keep();
    this.say(found.message && answer.status !== 422 ? found.message : words.unsaved, true);
  }

  problem(text) {
    const place = this.box.querySelector(".problem");
    place.textContent = text ?? "";
    place.hidden = !text;
    for (const input of this.inputs) {
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  /** Another author saved: their text comes in when nothing of ours waits. */
  theirs(number, value, who) {
    if (this.busy || this.dirty || Number(number) <= Number(this.base.value)) return;
    this.base.value = number;
    this.saved = value;
    if (value !== this.value) {
      this.put(value);
      this.saved = this.value;
      this.tell(who);
    }
  }

  put(value) {
    const field = this.field;
    if (!field) {
      for (const input of this.inputs) input.checked = input.value === value;
      return;
    }
    const before = field.value;
    const marks = [field.selectionStart, field.selectionEnd];
    const top = field.scrollTop;
    const [head, tail] = ends(before, value);
    field.value = value;
    if (document.activeElement === field && field.setSelectionRange && field.tagName === "TEXTAREA") {
      const moved = marks.map((place) => (place <= head && place < tail ? place : place >= tail ? place + value.length - before.length : head));
      field.setSelectionRange(...moved);
    }
    field.scrollTop = top;
    this.measure();
  }

  tell(text) {
    this.notice.textContent = text;
    this.notice.hidden = false;
    live.textContent = text;
  }

  measure() {
    if (!this.counter) return;
    const most = Number(this.counter.dataset.most);
    const length = this.value.length;
    const over = length > most;
    this.counter.textContent = told(over ? words.over : words.count, { n: count.format(over ? length - most : length), most: count.format(most) });
    if (over) this.counter.dataset.color = "danger";
    else delete this.counter.dataset.color;
  }

  left() {
    if (!this.dirty || this.stopped) return;
    if (this.busy) return this.keep();
    post(this.address, this.parcel().body).catch(() => {});
  }
}

/* Facts and budget: a whole form at a time */

class Sheet extends Saver {
  constructor(form) {
    super();
    this.form = form;
    this.key = form.dataset.autosave;
    this.address = form.action;
    this.status = form.querySelector(".saved");
    this.saved = this.written;
    form.addEventListener("input", (event) => {
      if (event.target.dataset.quiet !== undefined) return;
      this.held = false;
      if (this.dirty) this.changed();
      else if (!this.busy) this.forget();
    });
    form.addEventListener("submit", () => { this.stopped = true; shelf.drop(this.key, true); });
    this.restore();
  }

  get entries() {
    const quiet = (name) => ["csrfmiddlewaretoken", "version", "words"].includes(name);
    return [...new FormData(this.form)].filter(([name]) => !quiet(name));
  }
  get written() { return JSON.stringify(this.entries); }
  get dirty() { return this.written !== this.saved; }

  keep() {
    this.unkept = !shelf.write(this.key, { entries: this.entries, version: this.form.elements.version.value });
  }

  forget() {
    shelf.drop(this.key, true);
    this.say("");
  }

  restore() {
    const kept = shelf.read(this.key);
    if (!kept?.entries || JSON.stringify(kept.entries) === this.written) return shelf.drop(this.key, true);
    const names = new Set(kept.entries.map(([name]) => name));
    for (const input of this.form.elements) {
      if (!input.name || ["hidden", "submit"].includes(input.type) || input.dataset.quiet !== undefined) continue;
      const values = kept.entries.filter(([name]) => name === input.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(input.type)) input.checked = values.includes(input.value);
      else if (names.has(input.name)) input.value = values[0];
    }
    live.textContent = words.restored;
    if (kept.version === this.form.elements.version.value) this.send();
    else this.say(words.restored);
  }

  parcel() {
    const body = new URLSearchParams(new FormData(this.form));
    return { body, taken: this.written };
  }

  taken(taken, answer) {
    this.form.elements.version.value = answer.version;
    this.saved = taken;
    if (!this.dirty) shelf.drop(this.key);
    this.errors({});
    this.say(this.dirty ? words.unsaved : answer.saved);
    document.body.dispatchEvent(new Event("workspace-saved"));
  }

  async refused(answer) {
    this.held = true;
    const found = await answer.json().catch(() => ({}));
    this.errors(found.errors ?? {});
    this.keep();
    this.say(found.message ?? words.closed, true);
    live.textContent = found.message ?? words.closed;
    if (answer.status === 409 || answer.status === 403) this.stopped = answer.status === 403;
  }

  errors(fields) {
    for (const place of this.form.querySelectorAll("[data-problem-of]")) {
      const text = fields[place.dataset.problemOf];
      place.textContent = text ?? "";
      place.hidden = !text;
      for (const input of this.form.querySelectorAll(`[name="${place.dataset.problemOf}"]`)) {
        if (text || breaksRule(input)) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  }

  left() {
    if (!this.dirty || this.stopped || this.busy || this.held) return;
    post(this.address, this.parcel().body).catch(() => {});
  }
}

/* Budget cells that break a rule of the call, as the server last said */

function breaksRule(input) {
  const told = document.getElementById(`r-${input.name}`);
  return Boolean(told?.textContent.trim());
}

function markBroken() {
  for (const told of document.querySelectorAll("[data-broken]")) {
    const input = document.getElementById(`b-${told.dataset.broken}`);
    const problem = document.getElementById(`p-${told.dataset.broken}`);
    if (!input) continue;
    if (breaksRule(input) || problem?.textContent.trim()) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

/* What waits for other parts than this page shows */

async function flush(answers) {
  for (const key of shelf.keys()) {
    if (answers.has(key) || key.startsWith("ark-")) continue;
    const kept = shelf.read(key);
    if (kept?.value === undefined) continue;
    const body = new URLSearchParams({ value: kept.value, base: kept.base, sent: kept.sent ?? kept.value });
    const answer = await post(`${workspace.dataset.answers}${key}/`, body).catch(() => null);
    if (answer?.ok) shelf.drop(key, true);
  }
}

/** Forms that save themselves, once started: whoever leaves the page asks whether one is `busy` or `dirty`. */
export const sheets = [];

/** Have everything on the page save itself; → the answers by their keys. */
export function start() {
  const answers = new Map();
  for (const box of workspace.querySelectorAll("[data-question][data-address]")) {
    const answer = new Answer(box);
    answers.set(answer.key, answer);
  }
  sheets.push(...[...workspace.querySelectorAll("form[data-autosave]")].map((form) => new Sheet(form)));
  const all = [...answers.values(), ...sheets];
  addEventListener("pagehide", () => { for (const one of all) one.left(); });
  addEventListener("online", () => { for (const one of all) if (one.dirty) one.send(); });
  addEventListener("beforeunload", (event) => { if (all.some((one) => one.unkept && one.dirty)) event.preventDefault(); });
  document.querySelector("#answers")?.addEventListener("submit", () => {
    for (const one of answers.values()) { one.stopped = true; clearTimeout(one.timer); }
  });
  flush(answers);
  return answers;
}

/* What was refused is shown where it was asked, with what to do */

document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 422) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.body.addEventListener("htmx:afterSettle", markBroken);

/* On a narrow screen the list of contents opens when asked for */

const contents = document.querySelector(".contents details");
if (contents && matchMedia("(max-width: 63.99rem)").matches) contents.open = false;

/* A second click on a button that sends changes nothing */

for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => { sent = false; });
}
