/* Comforts of the editors' desk; without this script the order is typed and nothing else is missing.
   1. Buttons that move a row of the story page one place up or down, by swapping the numbers of two rows.
   2. A warning before leaving a page with unsaved changes, and a word in the bar.
   3. What was folded stays folded, and a page that was saved is shown where it was left. */
"use strict";

(() => {
  const said = document.createElement("p");
  said.className = "desk-said";
  said.setAttribute("role", "status");

  const orderOf = (row) => row.querySelector("input.desk-order");
  const rowsOf = (body) => [...body.querySelectorAll(":scope > tr[data-desk-row]")];

  function renumber(rows) {
    rows.forEach((row, i) => { orderOf(row).value = String((i + 1) * 10); });
  }

  /* Swap the numbers when they are in order; when two are equal a swap would change nothing. */
  function swapNumbers(rows, a, b) {
    const numbers = rows.map((row) => Number(orderOf(row).value));
    if (numbers.every((number, i) => i === 0 || number > numbers[i - 1])) {
      [orderOf(rows[a]).value, orderOf(rows[b]).value] = [orderOf(rows[b]).value, orderOf(rows[a]).value];
      return true;
    }
    return false;
  }

  function refresh(body) {
    const rows = rowsOf(body);
    rows.forEach((row, i) => {
      row.querySelector("[data-desk-step='-1']").setAttribute("aria-disabled", String(i === 0));
      row.querySelector("[data-desk-step='1']").setAttribute("aria-disabled", String(i === rows.length - 1));
    });
  }

  function move(row, step) {
    const body = row.parentElement;
    const rows = rowsOf(body);
    const from = rows.indexOf(row);
    const to = from + step;
    if (to < 0 || to >= rows.length) return;
    const swapped = swapNumbers(rows, from, to);
    if (step < 0) rows[to].before(row); else rows[to].after(row);
    if (!swapped) renumber(rowsOf(body));
    row.classList.add("desk-moved");
    refresh(body);
    said.textContent = `${row.dataset.deskRow} is now ${to + 1} of ${rows.length}. Save to keep this order.`;
    changed(true);
  }

  function button(row, step, sign, words) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.dataset.deskStep = String(step);
    made.setAttribute("aria-label", `Move ${row.dataset.deskRow} ${words}`);
    made.title = `Move ${words}`;
    made.addEventListener("click", () => { move(row, step); made.focus(); });
    return made;
  }

  let unsaved = false;

  function changed(is) {
    unsaved = is;
    document.querySelectorAll("[data-desk-unsaved]").forEach((mark) => { mark.hidden = !is; });
  }

  function movable(root) {
    root.querySelectorAll("tr[data-desk-row]").forEach((row) => {
      if (!orderOf(row) || row.querySelector("[data-desk-step]")) return;
      const buttons = document.createElement("span");
      buttons.className = "desk-move";
      buttons.append(button(row, -1, "↑", "up"), button(row, 1, "↓", "down"));
      orderOf(row).after(buttons);
    });
    root.querySelectorAll(".desk-table tbody").forEach((body) => {
      if (body.querySelector("[data-desk-step]")) refresh(body);
    });
  }

  const kept = (name) => `desk ${name} ${location.pathname}`;

  function folds() {
    document.addEventListener("toggle", (event) => {
      const fold = event.target;
      if (fold.matches?.(".desk-fold[id]")) sessionStorage.setItem(kept(fold.id), fold.open ? "open" : "folded");
    }, true);
    document.querySelectorAll(".desk-fold[id]").forEach((fold) => {
      const was = sessionStorage.getItem(kept(fold.id));
      if (was && !fold.querySelector(".errorlist")) fold.open = was === "open";
    });
    const unfold = () => {
      const at = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const fold = at && at.closest("details");
      if (fold) { fold.open = true; at.scrollIntoView(); }
    };
    window.addEventListener("hashchange", unfold);
    unfold();
  }

  function returns(form) {
    const y = sessionStorage.getItem(kept("scroll"));
    sessionStorage.removeItem(kept("scroll"));
    if (y && !location.hash && !document.querySelector(".errornote")) window.scrollTo(0, Number(y));
    form.addEventListener("submit", () => { if (form.id === "story_form") sessionStorage.setItem(kept("scroll"), String(window.scrollY)); });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(said);
    movable(document);
    document.body.addEventListener("htmx:afterSettle", () => movable(document));
    folds();
    const form = document.querySelector("#content-main form");
    if (!form) return;
    returns(form);
    changed(document.querySelector(".errornote") !== null); // refused: what was typed is only on this page
    form.addEventListener("input", () => changed(true));
    form.addEventListener("submit", () => { unsaved = false; });
    window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  });
})();
