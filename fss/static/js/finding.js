"use strict";
// Enhancement of the list of sites: it works without this file.
(() => {
  // On narrow screens the filters stand folded above the list.
  if (window.matchMedia("(max-width: 60em)").matches) {
    for (const panel of document.querySelectorAll("[data-closed-when-narrow]")) panel.open = false;
  }
  const isOpen = (input) => [...function* () {
    for (let at = input.closest("details"); at; at = at.parentElement.closest("details")) yield at;
  }()].every((at) => at.open);
  // A tick sends the form and brings a new page: stay where the tick was.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-keeps-place]");
    if (form && event.target.id) form.action = `${form.action.split("#")[0]}#${event.target.id}`;
  }, true);
  const back = location.hash.startsWith("#f-") && document.getElementById(location.hash.slice(1));
  if (back) {
    for (let at = back.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    if (isOpen(back)) back.focus();
  }
  // Inputs that were left empty say nothing and shall not lengthen the address.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-keeps-place]")) return;
    const empty = [...form.elements].filter((input) => input.name && input.value === "");
    for (const input of empty) input.disabled = true;
    setTimeout(() => empty.forEach((input) => { input.disabled = false; }));
  });
})();
