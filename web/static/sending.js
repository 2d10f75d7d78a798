// Files of a deposit are sent as soon as they are chosen, part by part (tus): one may pause, lose the connection or close
// the page, and go on with the same file later. The form is sent once all have arrived. Without it the form sends them.
"use strict";

(() => {
  const place = document.querySelector("[data-sending]");
  const form = place?.form;
  if (!form || !window.tus || !tus.isSupported) return;
  const said = place.dataset;
  const chooser = place.querySelector("input[type=file]");
  const list = place.querySelector(".arriving");
  const note = place.querySelector(".queued");
  const under = new Set(); // files that have not arrived
  let queued = null; // the button with which the form was sent too early
  const deadline = Date.parse(said.deadline);
  const clock = () => Date.parse(said.clock) + performance.now(); // the server's, as of the page

  const make = (tag, attributes = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.append(...children);
    return element;
  };

  // By what the same file is known again after a reload: also by what it is for.
  const mark = async (file) =>
    ["idarathon", said.team, said.phase, said.deliverable, file.name, file.size, file.lastModified].join(":");

  chooser.addEventListener("change", () => {
    for (const file of chooser.files) begin(file);
    chooser.value = ""; // else the form would send them once more
  });

  form.addEventListener("submit", (event) => {
    if (!under.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    queued = event.submitter || true;
    note.textContent = said.queued;
    note.hidden = false;
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (under.size) event.preventDefault();
  });

  // What was begun before may be given up.
  for (const line of place.querySelectorAll("[data-unfinished]")) {
    const remove = make("button", { type: "button", className: "btn quiet", textContent: said.remove });
    line.append(" ", remove);
    remove.addEventListener("click", async () => {
      await tus.Upload.terminate(`${said.sending}/${line.dataset.unfinished}`, {
        headers: { "X-CSRF-Token": form.elements.csrf.value },
        retryDelays: [1000],
      }).catch(() => {});
      line.remove();
    });
  }

  function begin(file) {
    const bar = make("progress", { max: file.size, value: 0 });
    const state = make("span", { className: "soft", textContent: said.waiting });
    const pause = make("button", { type: "button", className: "btn secondary", textContent: said.pause });
    const remove = make("button", { type: "button", className: "btn quiet", textContent: said.remove });
    const name = make("bdi", { textContent: file.name });
    bar.setAttribute("aria-label", file.name);
    const row = make("li", {}, make("div", { className: "name" }, name, " ", state), bar,
      make("div", { className: "acts" }, pause, remove));
    list.append(row);
    under.add(row);
    let early = clock() < deadline; // then it counts although it arrives after the deadline

    const upload = new tus.Upload(file, {
      endpoint: said.sending,
      chunkSize: 8 * 2 ** 20, // a refusal is heard after a part, and proxies take it
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000, 60000, 60000],
      removeFingerprintOnSuccess: true,
      fingerprint: mark,
      headers: { "X-CSRF-Token": form.elements.csrf.value, "Accept-Language": document.documentElement.lang },
      metadata: {
        edition: said.edition, team: said.team, phase: said.phase, deliverable: said.deliverable, filename: file.name,
      },
      onProgress: (sent) => {
        bar.value = sent;
        state.textContent = `${said.arriving} · ${Math.floor((100 * sent) / file.size)} %`;
      },
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (!status) state.textContent = said.lost;
        return !status || status === 409 || status === 423 || status >= 502;
      },
      onError: (error) => {
        let detail = said.lost;
        try {
          detail = JSON.parse(error.originalResponse.getBody()).detail;
        } catch {
          // no answer of ours
        }
        const refused = (error.originalResponse?.getStatus() ?? 0) >= 400;
        state.textContent = detail;
        state.className = "error";
        if (refused) {
          pause.remove();
          bar.remove();
          leave();
        } else {
          pause.textContent = said.resume;
          pause.dataset.paused = "yes";
        }
      },
      onSuccess: () => {
        bar.value = file.size;
        state.textContent = said.arrived;
        pause.remove();
        row.append(make("input", { type: "hidden", name: "files", value: upload.url.split("/").pop() }));
        leave(true);
      },
    });

    // Within the grace time nobody needs to sit there and press the button: minutes after it the file is late.
    function leave(arrived = false) {
      under.delete(row);
      if (!under.size && !queued && arrived && early && clock() >= deadline && form.checkValidity()) queued = true;
      if (under.size || !queued) return;
      note.hidden = true;
      const button = queued;
      queued = null;
      if (row.querySelector(".error")) return; // look at what was refused first
      form.requestSubmit(button === true ? undefined : button);
    }

    pause.addEventListener("click", () => {
      const paused = pause.dataset.paused === "yes";
      pause.dataset.paused = paused ? "no" : "yes";
      pause.textContent = paused ? said.pause : said.resume;
      state.className = "soft";
      if (paused) upload.start();
      else {
        upload.abort();
        state.textContent = said.paused;
      }
    });

    remove.addEventListener("click", () => {
      upload.abort(true).catch(() => {});
      row.remove();
      leave();
    });

    upload.findPreviousUploads().then((earlier) => {
      if (earlier.length) {
        early = true; // if it did not begin in time after all, the server says so on the receipt
        upload.resumeFromPreviousUpload(earlier[0]);
        place.querySelector(`[data-unfinished="${earlier[0].uploadUrl.split("/").pop()}"]`)?.remove();
      }
      upload.start();
    });
  }
})();
