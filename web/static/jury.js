// What a juror's sheet gains when JavaScript is there: each mark is saved as soon as it is chosen, and the keys 1 to 5
// choose one for the criterion that has the focus. Without it the button at the end saves them all.
"use strict";

(() => {
  const form = document.querySelector("form[data-sheet]");
  if (!form) return;
  const waiting = new Map(); // criterion → what to send after the one under way: the last choice counts

  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=radio]")) later(event.target);
  });

  form.addEventListener("keydown", (event) => {
    const scale = event.target.closest?.(".scale");
    if (!scale || event.ctrlKey || event.metaKey || event.altKey || !/^[1-5]$/.test(event.key)) return;
    const wanted = scale.querySelector(`input[type=radio][value="${event.key}"]`);
    if (!wanted || wanted.disabled) return;
    event.preventDefault();
    wanted.checked = true;
    wanted.focus();
    later(wanted);
  });

  function later(input) {
    const busy = waiting.has(input.name);
    waiting.set(input.name, input);
    if (!busy) send(input.name);
  }

  async function send(name) {
    const input = waiting.get(name);
    const told = input.closest(".scale").querySelector(".told");
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, id: newId(), [name]: input.value });
    try {
      const response = await fetch(form.action, { method: "POST", headers: { "X-Save": "1" }, body, redirect: "error" });
      const answer = await response.json();
      say(told, answer.said, !response.ok);
      if (response.ok) progress(answer);
    } catch {
      say(told, form.dataset.lost, true);
    }
    if (waiting.get(name) === input) waiting.delete(name);
    else send(name);
  }

  function say(place, text, wrong) {
    place.textContent = text;
    place.classList.toggle("wrong", wrong);
  }

  function progress(answer) {
    const own = document.getElementById("own-progress");
    const all = document.getElementById("all-progress");
    if (own && answer.marks) own.textContent = answer.marks;
    if (all && answer.progress) all.textContent = answer.progress;
  }

  // Each saving is a command of its own: going back to an earlier mark must not be taken for a repetition.
  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
})();
