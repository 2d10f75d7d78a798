// A coaching note keeps itself while it is typed, on the server, as a draft: form[data-autosave] is posted to that
// address a moment after the last key. Rows for next steps are added without asking the server. Without JavaScript the
// form's own buttons do both.
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const QUIET = 900;
  const RETRY = 5000;
  const said = form.querySelector("[data-saved]");
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
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: fields(), headers: { "X-Draft": "1" }, redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
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
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  }

  // Whoever leaves the page in the middle of a word loses nothing.
  function leave() {
    if (dirty && !form.dataset.sent) {
      fetch(form.dataset.autosave, { method: "POST", body: fields(), headers: { "X-Draft": "1" }, keepalive: true }).catch(() => {});
    }
  }

  function add(event) {
    const rows = form.querySelectorAll("[data-step]");
    if (rows.length >= Number(form.dataset.most)) return;
    event.preventDefault();
    const last = rows[rows.length - 1];
    const key = String(Math.max(0, ...[...rows].map((row) => Number(row.dataset.step) || 0)) + 1);
    const fresh = last.cloneNode(true);
    const old = last.dataset.step;
    fresh.dataset.step = key;
    for (const element of fresh.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace(`step.${old}.`, `step.${key}.`));
      }
      if (element.matches("input, select")) element.value = "";
      if (element.matches(".error")) element.remove();
    }
    last.after(fresh);
    fresh.querySelector("input").focus();
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => clearTimeout(timer));
  form.querySelector("[data-more]")?.addEventListener("click", add);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && save());
})();
