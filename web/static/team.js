// What a team's page gains when JavaScript is there: the time that is left counts down by the server's clock, and what is
// typed into a deposit outlives a lost connection or a closed browser. Every page works without it.
"use strict";

(() => {
  const lang = document.documentElement.lang;
  const words = new Intl.RelativeTimeFormat(lang === "ar" ? "ar-MA" : lang, { numeric: "always" });
  const units = [["day", 86400, 172800], ["hour", 3600, 5460], ["minute", 60, 120]]; // seconds: of one, and from when on
  const seen = new WeakMap(); // element → what the server said, and when it came

  // How far this device's clock is from the server's, as of the moment at which the page arrived.
  function serverNow(element) {
    const said = element.dataset.now;
    let known = seen.get(element);
    if (!known || known.said !== said) {
      const first = !known && performance.getEntriesByType("navigation")[0];
      const since = first ? performance.now() - first.responseStart : 0;
      known = { said, at: Date.now() - since };
      seen.set(element, known);
    }
    return Date.parse(said) + Date.now() - known.at;
  }

  // In the units of web/i18n.py, rounded down, as the server says it; seconds at the end.
  function left(seconds) {
    for (const [unit, size, least] of units) {
      if (seconds >= least) return words.format(Math.floor(seconds / size), unit);
    }
    return seconds >= 0 ? words.format(seconds, "second") : null;
  }

  function count() {
    for (const element of document.querySelectorAll("[data-now]")) {
      const until = element.querySelector("time")?.dateTime;
      const place = element.querySelector(".left")?.lastChild;
      if (!until || !place) continue;
      const seconds = Math.floor((Date.parse(until) - serverNow(element)) / 1000);
      const said = left(seconds);
      if (said && place.nodeValue !== said) place.nodeValue = said;
      element.toggleAttribute("data-over", seconds < 0);
    }
  }

  count();
  setInterval(count, 1000);

  // A draft: kept for this window alone, and forgotten with the receipt.
  const form = document.querySelector("form[data-draft]");
  const done = document.querySelector("[data-draft-done]");
  try {
    if (done) sessionStorage.removeItem(`draft:${done.dataset.draftDone}`);
    if (form) keep(form, `draft:${form.dataset.draft}`);
  } catch {
    // No storage here: the page does without.
  }

  function keep(form, key) {
    const fields = [...form.querySelectorAll("input[type=text], textarea, select")];
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (kept && !form.dataset.refused) for (const field of fields) field.value = kept[field.name] ?? field.value;
    form.addEventListener("input", () => {
      sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
    });
  }
})();
