"use strict";
// Photos: sent one after the other with a bar for each, put in order by dragging or by keys.
(() => {
  const announce = (text) => { document.getElementById("announcements").textContent = text; };

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

  // --- Order -----------------------------------------------------------------------------------
  const list = () => document.querySelector("[data-photos]");
  const photos = () => [...list().querySelectorAll("[data-photo]")];
  const order = () => photos().map((photo) => photo.dataset.photo).join(",");
  let saving = false;

  const problem = (text) => {
    document.getElementById("order-problem").replaceChildren(
      element("div", { className: "usa-alert usa-alert--error usa-alert--slim" },
        element("div", { className: "usa-alert__body" },
          element("p", { className: "usa-alert__text", textContent: `${text} ` },
            element("a", { href: "", textContent: "Open the page again" })))));
  };

  const markCover = () => {
    const tag = document.querySelector("[data-cover]");
    const first = photos().find((photo) => "mayGoOut" in photo.dataset);
    if (tag && first) first.querySelector("[data-state]").append(tag);
  };

  // What was last saved is what the next order is compared with, so moves are sent in a row.
  const save = async () => {
    if (saving) return;
    saving = true;
    const form = document.getElementById("order-form");
    try {
      while (form.elements.seen.value !== order()) {
        const wanted = order();
        const body = new FormData(form);
        body.set("order", wanted);
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        if (answer.status !== 204) {
          problem(answer.status === 409
            ? "Somebody else added, removed or moved photos meanwhile. Your order was not saved."
            : "The order could not be saved.");
          return;
        }
        form.elements.seen.value = wanted;
      }
    } catch {
      problem("The order could not be saved. Check your connection.");
    } finally {
      saving = false;
    }
  };

  const settle = (photo) => {
    markCover();
    const place = photos().indexOf(photo) + 1;
    const cover = photo.querySelector("[data-cover]") ? ", the cover" : "";
    announce(`${photo.dataset.called}: place ${place} of ${photos().length}${cover}`);
    save();
  };

  // Moving an element takes its focus away: the one that was used gets it back.
  const move = (photo, way, focus) => {
    const all = photos();
    const place = all.indexOf(photo);
    const wanted = { earlier: place - 1, later: place + 1, cover: 0 }[way];
    if (wanted < 0 || wanted >= all.length || wanted === place) {
      announce(`${photo.dataset.called}: already ${place === 0 ? "first" : "last"}`);
      return;
    }
    if (wanted < place) all[wanted].before(photo);
    else all[wanted].after(photo);
    focus.focus();
    settle(photo);
  };

  const KEYS = { ArrowLeft: "earlier", ArrowUp: "earlier", ArrowRight: "later", ArrowDown: "later", Home: "cover" };

  const drag = (handle, photo) => {
    let target = null;
    let after = false;
    const unmark = () => target?.classList.remove("fss-photo--before", "fss-photo--after");
    const over = (event) => {
      unmark();
      const found = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-photos] [data-photo]");
      target = found && found !== photo ? found : null;
      if (!target) return;
      const all = photos();
      after = all.indexOf(target) > all.indexOf(photo);
      target.classList.add(after ? "fss-photo--after" : "fss-photo--before");
    };
    const end = (event) => {
      for (const [name, listener] of listeners) document.removeEventListener(name, listener, true);
      document.body.classList.remove("fss-dragging");
      photo.classList.remove("fss-photo--dragged");
      unmark();
      if (event.type === "pointerup" && target) {
        if (after) target.after(photo);
        else target.before(photo);
        settle(photo);
      }
      handle.focus();
    };
    const cancel = (event) => { if (event.key === "Escape") end(event); };
    const listeners = [["pointermove", over], ["pointerup", end], ["pointercancel", end], ["keydown", cancel]];
    for (const [name, listener] of listeners) document.addEventListener(name, listener, true);
    document.body.classList.add("fss-dragging");
    photo.classList.add("fss-photo--dragged");
  };

  const makeMovable = () => {
    if (!list()) return;
    for (const hint of document.querySelectorAll("[data-with-script]")) hint.hidden = false;
    for (const photo of photos()) {
      const handle = photo.querySelector("[data-handle]");
      if (!handle) continue;
      handle.hidden = false;
      handle.addEventListener("keydown", (event) => {
        if (!KEYS[event.key]) return;
        event.preventDefault();
        move(photo, KEYS[event.key], handle);
      });
      handle.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        event.preventDefault();
        handle.focus();
        if (handle.hasPointerCapture(event.pointerId)) handle.releasePointerCapture(event.pointerId);
        drag(handle, photo);
      });
      for (const button of photo.querySelectorAll("button[name=move]")) {
        button.addEventListener("click", (event) => {
          event.preventDefault();
          move(photo, button.value.split(" ")[0], button);
        });
      }
    }
  };

  // --- Sending ---------------------------------------------------------------------------------
  const send = (form, file, bar, words) => new Promise((resolve) => {
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("credit", form.elements.credit.value);
    body.set("photos", file);
    // XMLHttpRequest and not fetch, which tells nothing of how much was sent.
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
      if (event.loaded === event.total) words.textContent = `${file.name}: is made safe`;
    });
    request.addEventListener("load", () => {
      try {
        const answer = JSON.parse(request.responseText);
        resolve(answer.kept ? "" : answer.refused[0][1]);
      } catch {
        resolve(request.status === 413
          ? "This photo is larger than 25 MB. Save it smaller."
          : "This photo could not be sent. Open the page again, sign in if asked, and send it again.");
      }
    });
    request.addEventListener("error", () => resolve("This photo could not be sent. Check your connection and send it again."));
    request.send(body);
  });

  const refresh = async () => {
    const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["#photo-list", ".fss-tabs"]) {
      document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
    }
    makeMovable();
  };

  const sendAll = async (form, files, largest) => {
    const rows = document.getElementById("uploads") || element("ul", { id: "uploads", className: "fss-uploads" });
    rows.replaceChildren();
    form.after(rows);
    const waiting = files.map((file) => {
      const bar = element("progress", { max: 1, value: 0 });
      const words = element("p", { textContent: `${file.name}: waits` });
      bar.setAttribute("aria-label", file.name);
      rows.append(element("li", {}, words, bar));
      return { file, bar, words };
    });
    let kept = 0;
    for (const { file, bar, words } of waiting) {
      words.textContent = `${file.name}: on its way`;
      const wrong = file.size > largest ? "This photo is larger than 25 MB. Save it smaller." : await send(form, file, bar, words);
      bar.remove();
      words.textContent = `${file.name}: ${wrong || "added"}`;
      words.classList.toggle("fss-uploads__problem", Boolean(wrong));
      kept += wrong ? 0 : 1;
    }
    await refresh();
    form.elements.photos.value = "";
    const refused = files.length - kept;
    announce(`${plural(kept, "photo")} added${refused ? `, ${plural(refused, "file")} not taken` : ""}.`);
  };

  const upload = document.querySelector("[data-photo-upload]");
  if (upload) {
    const form = upload.querySelector("form");
    const button = form.querySelector("[type=submit]");
    form.addEventListener("submit", async (event) => {
      const files = [...form.elements.photos.files];
      if (!files.length) return;
      event.preventDefault();
      button.disabled = true;
      announce(`Sending ${plural(files.length, "photo")}.`);
      try {
        await sendAll(form, files, Number(upload.dataset.largest));
      } finally {
        button.disabled = false;
        button.focus();
      }
    });
  }
  makeMovable();
})();
