// What a page gains when JavaScript is there: dialogs, no double sending, focus on an error summary that was swapped in.
// Every page works without it. Live parts are in live.js.
"use strict";

function focusSummary(root) {
  const summary = root.querySelector?.(".summary[role=alert]");
  if (summary) summary.focus();
}

// A menu that lies over the page goes when one turns to something else.
function closeMenus(besides) {
  for (const menu of document.querySelectorAll("details.over[open]")) if (!menu.contains(besides)) menu.open = false;
}

function onEscape(event) {
  const menu = event.key === "Escape" && event.target.closest?.("details.over[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function onClick(event) {
  closeMenus(event.target);
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    event.preventDefault();
    if (dialog && !dialog.open) dialog.showModal();
    return;
  }
  const closer = event.target.closest("[data-close]");
  const opened = closer?.closest("dialog[open]");
  if (opened) {
    event.preventDefault();
    opened.close();
  }
}

// A second press on the same button does nothing while the first is under way; the server would refuse it anyway.
function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
}

function onReturn() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  tellFiles();
}

// A file's field lies, unseen, over the page's own words.
function tellFiles() {
  for (const input of document.querySelectorAll(".pick input")) {
    const said = input.parentNode.querySelector("bdi");
    input.parentNode.classList.add("on");
    said.dataset.none ??= said.textContent;
    said.textContent = Array.from(input.files, (file) => file.name).join(", ") || said.dataset.none;
  }
}

// The language switch keeps the place on the page.
function onLanguage(event) {
  const link = event.target.closest(".langs a");
  if (link && location.hash) link.hash = location.hash;
}

tellFiles();
document.addEventListener("change", tellFiles);
document.addEventListener("click", onClick);
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", onEscape);
document.addEventListener("click", onLanguage);
document.addEventListener("submit", onSubmit);
document.addEventListener("htmx:after:swap", (event) => {
  onReturn();
  focusSummary(event.target);
});
window.addEventListener("pageshow", onReturn);
