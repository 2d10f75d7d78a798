// Live parts. <body> or any element with data-live-feed="/fr/e/…/live" opens the feed of an edition. At each change
//  - elements with the ids of those in the message's public fragment are replaced by them;
//  - every element with data-live fetches its data-live-src again (data-live="phase. journey." limits it to event types
//    that begin so; data-live-within="1000" spreads the pages' requests over so many milliseconds) and is replaced by what comes, or keeps its place when somebody is typing in it.
// Without JavaScript the page shows what was true when it was opened.
"use strict";

(() => {
  const holder = document.querySelector("[data-live-feed]");
  if (!holder || !window.EventSource) return;
  const RETRY = 20000;
  const LOST = 4000; // a server that restarts is back before
  let source = null;
  let again = null;

  function concerns(element, types) {
    const wanted = element.dataset.live.split(" ").filter(Boolean);
    return !wanted.length || !types.length || types.some((type) => wanted.some((start) => type.startsWith(start)));
  }

  // What somebody has typed, opened or is in the middle of stays as it is.
  function busy(element) {
    if (pressed && element.contains(pressed)) return (late = true);
    if (element.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return true;
    if (element.querySelector("dialog[open]")) return true;
    return [...element.querySelectorAll("input, textarea, select")].some(changed);
  }

  // A button that is replaced between the press and the release is not clicked: what comes meanwhile waits for the release.
  let pressed = null;
  let late = false;
  document.addEventListener("pointerdown", (event) => (pressed = event.target), true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => setTimeout(released), true); // after the click that follows
  }

  function released() {
    pressed = null;
    if (late) onChange({ data: '{"types":[]}' });
    late = false;
  }

  function changed(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.type !== "hidden" && field.value !== field.defaultValue;
  }

  function replace(element, html) {
    const opened = [...element.querySelectorAll("details[open][id]")].map((detail) => detail.id);
    const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(element.id);
    if (!fresh || fresh.isEqualNode(element)) return;
    if (window.htmx?.swap) window.htmx.swap({ sourceElement: element, target: element, text: fresh.outerHTML, swap: "outerMorph" });
    else element.replaceWith(document.adoptNode(fresh));
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  const fetching = new Map(); // id → whether it must be fetched once more

  // Each page takes its own moment: hundreds may be open.
  function soon(element) {
    setTimeout(() => element.isConnected && refresh(element), Math.random() * (element.dataset.liveWithin ?? 0));
  }

  async function refresh(element) {
    const id = element.id;
    if (!id || !element.dataset.liveSrc) return;
    if (fetching.has(id)) {
      fetching.set(id, true);
      return;
    }
    fetching.set(id, false);
    try {
      const response = await fetch(element.dataset.liveSrc, { headers: { "X-Live": "1" }, redirect: "error" });
      const now = document.getElementById(id);
      if (response.ok && now && !busy(now)) replace(now, await response.text());
    } catch {
      // The next change, or the next visit of the page, brings it.
    }
    const once_more = fetching.get(id);
    fetching.delete(id);
    const element_now = document.getElementById(id);
    if (once_more && element_now) refresh(element_now);
  }

  function onChange(event) {
    const change = JSON.parse(event.data);
    if (change.html) {
      const parts = new DOMParser().parseFromString(change.html, "text/html").body.children;
      for (const part of [...parts]) {
        const here = part.id && document.getElementById(part.id);
        if (here && !busy(here)) replace(here, part.outerHTML);
      }
    }
    for (const element of document.querySelectorAll("[data-live][data-live-src]")) {
      if (concerns(element, change.types)) soon(element);
    }
    document.dispatchEvent(new CustomEvent("live:changed", { detail: change }));
  }

  // A thin bar while nothing comes: what stands on the page may be out of date.
  const bar = document.querySelector("[data-live-lost]");
  let missing = null;

  function connected(there) {
    clearTimeout(missing);
    missing = null;
    if (bar && there) bar.textContent = "";
    else if (bar) missing = setTimeout(() => document.hidden || (bar.textContent = bar.dataset.liveLost), LOST);
  }

  function open() {
    clearTimeout(again);
    if (source || document.hidden) return;
    source = new EventSource(holder.dataset.liveFeed);
    source.addEventListener("changed", onChange);
    source.addEventListener("open", () => connected(true));
    source.addEventListener("error", () => {
      if (!missing) connected(false);
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      close();
      again = setTimeout(open, RETRY);
    });
  }

  function close() {
    source?.close();
    source = null;
    if (document.hidden) connected(true);
  }

  // A hidden page holds no connection: browsers have six for a site. When it is seen again it looks again.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      close();
    } else {
      open();
      onChange({ data: '{"types":[]}' });
    }
  });
  // "in 2 hours" grows old by itself: once a minute, each page at its own moment.
  setInterval(() => document.hidden || onChange({ data: '{"types":[]}' }), 60000 + Math.random() * 15000);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
})();
