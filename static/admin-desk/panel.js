/* Items in panels of the page: a link with data-desk-panel opens its form in a dialog, and what was saved there is
   shown behind it. Without this script such a link leads to the item's own page. What was typed is never thrown
   away unasked: not by Escape, not by a list that is fetched anew, not by a connection that fails. */
"use strict";

(() => {
  const DEEPEST = 2; // an item, and one that is made on the way
  const said = document.createElement("p");
  said.className = "desk-said";
  said.setAttribute("role", "status");
  const openers = {};

  const panelOf = (level) => document.getElementById(`panel-${level}`);
  const levelOf = (element) => Number(element.closest("dialog[data-desk-level]")?.dataset.deskLevel || 0);

  function dialogOf(level) {
    const found = panelOf(level)?.closest("dialog");
    if (found) return found;
    const dialog = document.createElement("dialog");
    dialog.className = "desk-dialog";
    dialog.dataset.deskLevel = String(level);
    dialog.setAttribute("aria-labelledby", `panel-${level}-title`);
    dialog.setAttribute("closedby", "none"); // Escape asks first
    const panel = document.createElement("div");
    panel.id = `panel-${level}`;
    dialog.append(panel);
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(level); });
    dialog.addEventListener("input", () => { dialog.dataset.deskTyped = "1"; });
    document.body.append(dialog);
    return dialog;
  }

  function load(level, address) {
    return htmx.ajax("GET", address, { target: `#panel-${level}`, swap: "innerHTML" });
  }

  function open(link) {
    const level = Math.min(levelOf(link) + 1, DEEPEST);
    openers[level] = link;
    delete dialogOf(level).dataset.deskTyped;
    load(level, link.getAttribute("href") || link.dataset.deskHref);
  }

  function close(level, unasked = false) {
    const dialog = dialogOf(level);
    if (!unasked && dialog.dataset.deskTyped && !window.confirm("Close without saving what you typed?")) return;
    delete dialog.dataset.deskTyped;
    dialog.close();
    panelOf(level).replaceChildren();
    const opener = openers[level];
    if (opener?.isConnected) opener.focus();
  }

  function complain(level, words) {
    const panel = panelOf(level);
    panel.querySelector("[data-desk-complaint]")?.remove();
    const note = document.createElement("p");
    note.className = "errornote";
    note.setAttribute("role", "alert");
    note.dataset.deskComplaint = "";
    note.textContent = words;
    (panel.querySelector(".desk-panel-body") || panel).prepend(note);
    if (!dialogOf(level).open) dialogOf(level).showModal();
  }

  /* Every form of the page sends the token of the last answer: a sign-in elsewhere has made a new one. */
  function share(token) {
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  }

  function shown(level) {
    const dialog = dialogOf(level), panel = panelOf(level);
    if (!dialog.open) dialog.showModal();
    const token = panel.querySelector("[name=csrfmiddlewaretoken]");
    if (token) share(token.value);
    const wrong = panel.querySelector(".errorlist")?.closest(".form-row, .fieldBox");
    const first = (wrong || panel).querySelector("input:not([type=hidden], [type=search], [type=submit]), textarea, select");
    (first || panel.querySelector("h2")).focus();
  }

  /* --- lists of the page behind, fetched anew ---------------------------------------------------------------- */
  const held = {};
  const inputsOf = (row) => [...row.querySelectorAll("input, select, textarea")].filter((input) => input.name);
  const fieldOf = (input) => input.name.replace(/^.*?-\d+-/, "");
  const isTyped = (input) => (input.type === "checkbox" ? input.checked !== input.defaultChecked : input.value !== input.defaultValue);

  function hold(section) {
    const rows = new Map();
    section.querySelectorAll("tr[data-desk-row]").forEach((row) => {
      const inputs = inputsOf(row);
      if (!section.hasAttribute("data-desk-refused") && !inputs.some(isTyped)) return;
      rows.set(inputs.find((input) => fieldOf(input) === "id")?.value, new Map(inputs.map((input) => [fieldOf(input), input])));
    });
    held[section.id] = { rows, open: section.open };
  }

  function giveBack(section) {
    const { rows, open: wasOpen } = held[section.id] || { rows: new Map(), open: true };
    section.open = wasOpen || section.open;
    section.querySelectorAll("tr[data-desk-row]").forEach((row) => {
      const inputs = inputsOf(row);
      const typed = rows.get(inputs.find((input) => fieldOf(input) === "id")?.value);
      if (!typed) return;
      inputs.forEach((input) => {
        const before = typed.get(fieldOf(input));
        if (!before || fieldOf(input) === "id") return;
        if (input.type === "checkbox") input.checked = before.checked; else input.value = before.value;
      });
    });
    if (rows.size) section.setAttribute("data-desk-refused", "");
  }

  function anew(name) {
    const section = document.querySelector(`[data-desk-section="${name}"]`);
    return section ? htmx.ajax("GET", section.dataset.deskUrl, { target: `#${section.id}`, swap: "outerHTML" }) : Promise.resolve();
  }

  document.addEventListener("click", (event) => {
    const at = event.target.closest?.("[data-desk-panel], [data-desk-close]");
    if (!at || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (at.hasAttribute("data-desk-close")) close(levelOf(at)); else open(at);
  });

  document.addEventListener("keydown", (event) => {
    const dialog = event.target.closest?.("dialog[data-desk-level]");
    if (!dialog) return;
    if (event.key === "Escape") { event.preventDefault(); close(Number(dialog.dataset.deskLevel)); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      dialog.querySelector(event.shiftKey ? "[name=_addanother]" : "[name=_save]")?.click();
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(said);
    for (let level = 1; level <= DEEPEST; level += 1) dialogOf(level);

    document.body.addEventListener("htmx:beforeSwap", (event) => {
      if (event.detail.target?.matches("[data-desk-section]")) hold(event.detail.target);
    });
    document.body.addEventListener("htmx:afterSettle", (event) => {
      const target = event.detail.target;
      const level = Number(/^panel-(\d)$/.exec(target?.id || "")?.[1] || 0);
      if (level && panelOf(level).firstElementChild) shown(level);
      const section = target?.dataset?.deskSection && document.getElementById(target.id);
      if (section && held[section.id]) { giveBack(section); delete held[section.id]; }
    });
    document.body.addEventListener("desk:saved", (event) => {
      const told = event.detail, level = levelOf(event.target) || 1;
      const opener = openers[level];
      delete dialogOf(level).dataset.deskTyped;
      said.textContent = `Saved: ${told.kind} ${told.key}.`;
      document.dispatchEvent(new CustomEvent("desk:made", { detail: { ...told, opener, within: level > 1 ? panelOf(level - 1) : document } }));
      anew(told.section).then(() => {
        const place = document.querySelector(`[data-desk-section="${told.section}"] [data-desk-panel].addlink`);
        if (!dialogOf(1).open && document.activeElement === document.body) place?.focus();
      });
      if (told.next) load(level, told.next); else close(level, true);
    });
    const failed = (words) => (event) => {
      const level = levelOf(event.detail.elt) || Number(/^panel-(\d)$/.exec(event.detail.target?.id || "")?.[1] || 0);
      if (level) complain(level, words(event.detail.xhr)); else said.textContent = words(event.detail.xhr);
    };
    document.body.addEventListener("htmx:sendError", failed(() => "The connection failed. What you typed is still here; try again."));
    document.body.addEventListener("htmx:responseError", failed((xhr) => (xhr.status === 403
      ? "You may not do this, or your sign-in is no longer this one. What you typed is still here."
      : `The site could not do this (${xhr.status}). What you typed is still here; try again.`)));
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("dialog[data-desk-typed]")) event.preventDefault();
  });
})();
