// A coaching note keeps itself while it is typed, on the server, as a draft: form[data-autosave] is posted to that
// address a moment after the last key. What the server has not confirmed yet is kept by this window too, so that a form
// that is opened again before the last words arrived shows them all the same. Rows for next steps are added without
// asking the server. Without JavaScript the form's own buttons do both.
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const QUIET = 900;
  const RETRY = 5000;
  const said = form.querySelector("[data-saved]");
  const { stamp, note, expected_version: version } = form.elements;
  const shelf = `coaching:${form.dataset.shelf}`;
  let writer = crypto.getRandomValues(new Uint32Array(3)).join("").slice(0, 24); // with a count: what was typed after what
  let count = 0;
  let based = stamp.value; // the draft of the server that this page goes on from
  let timer = null;
  let dirty = false;
  let sending = false;

  function say(text, failed) {
    said.textContent = text;
    said.classList.toggle("failed", failed);
  }

  function fields() {
    return new URLSearchParams(new FormData(form));
  }

  async function save() {
    clearTimeout(timer);
    if (!dirty || sending) return;
    sending = true;
    dirty = false;
    const sent = stamp.value;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: fields(), headers: { "X-Draft": "1" }, redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      based = sent;
      if (stamp.value === sent) put(null);
      say((await answer.json()).said, false);
    } catch {
      dirty = true;
      say(form.dataset.failed, true);
    }
    sending = false;
    if (dirty) timer = setTimeout(save, RETRY);
  }

  function changed() {
    dirty = true;
    count += 1;
    stamp.value = `${writer}.${count}`;
    put({ based, fields: [...fields()].filter(([name]) => name !== "csrf" && name !== "id") });
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  }

  // Whoever leaves the page in the middle of a word loses nothing.
  function leave() {
    if ((dirty || sending) && !form.dataset.sent) {
      fetch(form.dataset.autosave, { method: "POST", body: fields(), headers: { "X-Draft": "1" }, keepalive: true }).catch(() => {});
    }
  }

  function put(kept) {
    try {
      if (kept) sessionStorage.setItem(shelf, JSON.stringify(kept));
      else sessionStorage.removeItem(shelf);
    } catch {
      // No storage here: the server's draft has to do.
    }
  }

  function shelved() {
    try {
      return JSON.parse(sessionStorage.getItem(shelf));
    } catch {
      return null;
    }
  }

  // Newer than what the server shows, if it goes on from that draft, or that is an earlier one of the same writer. What
  // was meanwhile written on another device is neither: it stands.
  function newer(kept, [who, number]) {
    const [shown, reached] = stamp.value.split(".");
    return stamp.value === kept.based || (shown === who && Number(reached) < Number(number));
  }

  // Whether a new note that was sent from this window has arrived as one, although its answer was not seen.
  async function written(id) {
    const answer = await fetch(`${form.dataset.notes}/${id}`, { redirect: "error" });
    if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
    return answer.ok;
  }

  // The page goes on as the same writer: the server then knows which of the two is the later one, whichever arrives last.
  async function recover() {
    const kept = shelved();
    if (!kept) return;
    const typed = new Map(kept.fields);
    const last = typed.get("stamp").split(".");
    if (!newer(kept, last) || typed.get("expected_version") !== version?.value) return put(null);
    try {
      if (typed.get("note") !== note.value && (await written(typed.get("note")))) return put(null);
    } catch {
      return; // no connection: it stays where it is, until the form is opened again
    }
    if (dirty) return; // somebody has begun to type meanwhile
    for (const [name, value] of kept.fields) fill(name, value);
    [writer, count] = [last[0], Number(last[1])];
    changed();
    say(form.dataset.recovered, false);
  }

  function fill(name, value) {
    const key = /^step\.(.+)\.text$/.exec(name)?.[1];
    const rows = [...form.querySelectorAll("[data-step]")];
    if (key && !rows.some((row) => row.dataset.step === key)) another(rows[rows.length - 1], key);
    const field = form.elements[name];
    if (field && "value" in field) field.value = value;
  }

  function add(event) {
    const rows = [...form.querySelectorAll("[data-step]")];
    if (rows.length >= Number(form.dataset.most)) return;
    event.preventDefault();
    const key = String(Math.max(0, ...rows.map((row) => Number(row.dataset.step) || 0)) + 1);
    another(rows[rows.length - 1], key).querySelector("input").focus();
  }

  function another(last, key) {
    const fresh = last.cloneNode(true);
    const old = last.dataset.step;
    fresh.dataset.step = key;
    for (const element of fresh.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace(`step.${old}.`, `step.${key}.`));
      }
      if (element.matches("input, select")) element.value = "";
      if (element.matches("input")) element.removeAttribute("value");
      if (element.matches(".error")) element.remove();
    }
    last.after(fresh);
    return fresh;
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => clearTimeout(timer));
  form.querySelector("[data-more]")?.addEventListener("click", add);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  recover();
})();
