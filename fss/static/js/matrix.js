"use strict";
// The matrix of a draft: what the server says about it while somebody types. Works without this file.
(() => {
  const form = document.getElementById("matrix-form");
  if (!form) return;
  const verdict = form.querySelector("[data-verdict]");
  const region = document.getElementById("announcements");
  let timer = 0;
  let asked = 0;
  let last = "";
  let changed = false;

  const link = (one) => {
    const target = document.getElementById(one.cell) ? one.cell : `${one.cell}-FC`;
    const item = document.createElement("li");
    const words = Object.assign(document.createElement("a"), { href: `#${target}`, textContent: one.message });
    item.append(words);
    if (one.warning) {
      item.append(" ", Object.assign(document.createElement("span"), { className: "fss-muted", textContent: "(a warning)" }));
    }
    return item;
  };

  const show = (found) => {
    const at = new Map();
    for (const one of found) at.set(one.cell, [...(at.get(one.cell) || []), one]);
    for (const place of form.querySelectorAll("[data-said]")) {
      const here = at.get(place.dataset.said) || [];
      const words = here.map((one) => one.message).join("\n");
      if (place.dataset.words !== words) {
        place.dataset.words = words;
        place.replaceChildren(...here.map((one) => Object.assign(document.createElement("span"), {
          className: one.warning ? "fss-said__warning" : "fss-said__error", textContent: one.message })));
      }
      const input = document.getElementById(place.dataset.said);
      if (input && input.matches("input")) {
        const wrong = here.some((one) => !one.warning);
        input.classList.toggle("usa-input--error", wrong);
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
    const wrong = found.filter((one) => !one.warning);
    const list = Object.assign(document.createElement("ul"), { className: "usa-list" });
    list.append(...found.map(link));
    const fine = Object.assign(document.createElement("p"), {
      textContent: "Nothing: every step has one A and at least one R, and can be reached." });
    verdict.replaceChildren(found.length ? list : fine);
    const told = wrong.length ? `${wrong.length} to put right. ${wrong[0].message}` : "The matrix is sound.";
    if (told !== last && region) region.textContent = told;
    last = told;
  };

  const check = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (answer.ok && mine === asked) show(await answer.json());
    } catch {
      // Saving tells it again.
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(check, 250);
  });

  // Up and Down go to the same column of the row above or below.
  form.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.matches("input[data-part]")) return;
    const column = [...form.querySelectorAll(`input[data-part="${event.target.dataset.part}"]`)];
    const next = column[column.indexOf(event.target) + step];
    if (next) {
      event.preventDefault();
      next.focus();
      next.select();
    }
  });

  // Leaving with something typed asks first.
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });

  // After a step was moved, the keyboard stays at its button.
  const start = window.location.hash && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  if (start && form.contains(start)) start.focus();
})();
