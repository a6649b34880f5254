// Adds an empty row to a table of inputs without asking the server.
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (!button) return;
    const body = document.getElementById(button.dataset.addRow)?.tBodies[0];
    const last = body?.rows[body.rows.length - 1];
    if (!last) return;
    event.preventDefault();
    const row = last.cloneNode(true);
    const number = body.rows.length + 1;
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      input.id = input.id.replace(/-\d+-(\d+)$/, `-${number}-$1`);
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, number));
    }
    body.append(row);
    row.querySelector("input").focus();
  });
})();
