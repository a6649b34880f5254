"use strict";
// Enhancement only: what a person was told counts as read once the page is open.
(() => {
  for (const form of document.querySelectorAll("form[data-read]")) {
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" })
      .then(() => form.remove(), () => {});
  }
})();
