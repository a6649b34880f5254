"use strict";
// Enhancement only: every page works without this file.
(() => {
  const announce = (text) => {
    const region = document.getElementById("announcements");
    if (region && text && region.textContent !== text) region.textContent = text;
  };

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // Main navigation: closed at first on narrow screens.
  const enhanceMenus = (root) => {
    for (const button of root.querySelectorAll("[data-toggle]")) {
      const nav = button.closest("nav");
      button.hidden = false;
      nav.classList.add("fss-nav--closed");
      button.addEventListener("click", () => {
        const closed = nav.classList.toggle("fss-nav--closed");
        button.setAttribute("aria-expanded", String(!closed));
      });
    }
  };

  // Stacked tables name each cell by its column's head.
  const labelCells = (root) => {
    for (const table of root.querySelectorAll(".fss-table--stacked table")) {
      const heads = [...table.querySelectorAll("thead tr:last-child > *")].map((head) =>
        head.querySelector(".usa-sr-only") ? "" : head.textContent.replace(/[▲▼↕]/g, "").replace(/\s+/g, " ").trim());
      for (const row of table.querySelectorAll("tbody tr")) {
        [...row.children].forEach((cell, index) => {
          if (cell.tagName === "TD" && heads[index] && !cell.dataset.label && row.children.length === heads.length) {
            cell.dataset.label = heads[index];
          }
        });
      }
    }
  };

  // [data-confirm] on a button that sends a form: ask once, in words.
  const ask = (button) => {
    const cancel = element("button", { type: "button", className: "usa-button usa-button--outline", textContent: "Cancel" });
    const go = element("button", { type: "button", className: "usa-button", textContent: button.textContent.trim() });
    const title = element("h2", { id: "confirm-title", textContent: button.dataset.confirm });
    const dialog = element("dialog", { className: "fss-dialog" }, title,
      element("div", { className: "fss-buttons" }, go, cancel));
    dialog.setAttribute("aria-labelledby", "confirm-title");
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    cancel.addEventListener("click", () => dialog.close());
    go.addEventListener("click", () => {
      button.dataset.confirmed = "yes";
      dialog.close();
      button.form.requestSubmit(button);
    });
    document.body.append(dialog);
    dialog.showModal();
    cancel.focus();
  };
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.dataset.confirm && button.dataset.confirmed !== "yes") {
      event.preventDefault();
      event.stopPropagation();
      ask(button);
    }
  }, true);

  // A form is sent once; a file on its way says so.
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    // A form whose answer is a file leaves the page as it is and may be sent again.
    window.setTimeout(() => sent.delete(form), form.hasAttribute("data-upload") ? 60000 : 3000);
    if (form.hasAttribute("data-upload")) {
      const bar = element("progress", {});
      bar.setAttribute("aria-label", "Sending");
      form.append(element("div", { className: "fss-progress" },
        element("p", { className: "fss-progress__label", textContent: "Sending. Please keep this page open." }), bar));
      announce("Sending. Please keep this page open.");
    }
  });
  // Groups of facts that are closed on the screen are open on paper.
  const closed = new Set();
  window.addEventListener("beforeprint", () => {
    for (const group of document.querySelectorAll(".fss-group details:not([open])")) {
      group.open = true;
      closed.add(group);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const group of closed) group.open = false;
    closed.clear();
  });
  // Menus made of <details> close by Escape and by a click elsewhere.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector(".fss-account[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    const open = document.querySelector(".fss-account[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });

  // A filter form with data-autosubmit is sent when a choice changes.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.matches("select, [type=checkbox], [type=radio]")) form.requestSubmit();
  });

  // What htmx brings in gets the same treatment; a refusal is said in words.
  document.addEventListener("htmx:afterSettle", (event) => {
    const brought = event.detail.elt;
    enhance(brought.parentElement || brought);
    const words = brought.closest("[data-announce]") || brought.querySelector("[data-announce]");
    if (words) announce(words.dataset.announce);
  });
  const failed = () => {
    if (document.getElementById("update-failed")) return;
    const text = element("p", { className: "usa-alert__text", textContent: "This page could not be updated. " },
      element("a", { href: "", textContent: "Reload it" }));
    const box = element("div", { id: "update-failed", className: "usa-alert usa-alert--warning usa-alert--slim" },
      element("div", { className: "usa-alert__body" }, text));
    box.setAttribute("role", "alert");
    document.getElementById("main").prepend(box);
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);

  const enhance = (root) => {
    labelCells(root);
    for (const hint of root.querySelectorAll("[data-without-script]")) hint.hidden = true;
    // Work that ends in a page leads there by itself; the way back leaves the waiting out.
    const result = root.querySelector("[data-goes-on]");
    if (result) window.location.replace(result.href);
  };
  enhanceMenus(document);
  enhance(document);
  document.querySelector("[data-focus]")?.focus();
})();
