// A button with data-print opens the browser's own dialogue; without JavaScript the browser's menu does it.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
