// Compares a file of this device with those of a deposit: its SHA-256 is computed here, and nothing is sent.
"use strict";

(() => {
  const place = document.querySelector("[data-compare]");
  if (!place || !crypto.subtle) return; // no WebCrypto without https: the hash may be typed
  const said = place.dataset;
  const verdict = place.querySelector("[role=status]");
  const sums = new Set([...document.querySelectorAll("[data-sum]")].map((one) => one.dataset.sum));
  const LARGEST = 512e6; // bytes: WebCrypto wants the whole file at once
  place.hidden = false;

  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  place.querySelector("input").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const say = (words, tone) => {
      verdict.textContent = words;
      verdict.className = `notice tone-${tone}`;
    };
    if (file.size > LARGEST) return say(said.large, "care");
    say(said.busy, "plain");
    const sum = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    say(sums.has(sum) ? said.good : said.bad, sums.has(sum) ? "good" : "bad");
  });
})();
