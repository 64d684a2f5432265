/* Comforts of a motion's table of bearings: find lines by a word, see only those that bear, and how many do. Without
   this script every line is there. It comes back whenever a panel with such a table is opened. */
"use strict";

(() => {
  const sideOf = (line) => line.querySelector("input[type=radio]:checked")?.value || "";

  function prepare(box) {
    if (box.querySelector(".desk-find")) return;
    const lines = [...box.querySelectorAll("tbody tr:not(.desk-kind)")];
    const find = document.createElement("div");
    find.className = "desk-find";
    const words = Object.assign(document.createElement("input"), { type: "search" });
    words.setAttribute("aria-label", "Show items with these words");
    words.placeholder = "Find items";
    const bearing = Object.assign(document.createElement("input"), { type: "checkbox" });
    const label = document.createElement("label");
    label.append(bearing, " only those that bear on it");
    const count = document.createElement("p");
    count.setAttribute("role", "status");
    find.append(words, label, count);
    box.querySelector("table").before(find);

    function show() {
      const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const sides = { pro: 0, con: 0 };
      lines.forEach((line) => {
        const side = sideOf(line);
        if (side) for (const name of side === "both" ? ["pro", "con"] : [side]) sides[name] += 1;
        const text = line.textContent.toLowerCase();
        const kept = line.classList.contains("desk-wrong") || line.contains(document.activeElement)
          || (asked.every((word) => text.includes(word)) && (side || !bearing.checked));
        line.hidden = !kept;
      });
      box.querySelectorAll("tbody").forEach((body) => { body.hidden = !body.querySelector("tr:not(.desk-kind):not([hidden])"); });
      count.textContent = `${sides.pro} for, ${sides.con} against`;
    }
    words.addEventListener("input", show);
    words.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    bearing.addEventListener("change", show);
    box.addEventListener("change", (event) => { if (event.target.type === "radio") show(); });
    show();
  }

  const all = (root) => root.querySelectorAll(".desk-bearings").forEach(prepare);
  document.addEventListener("DOMContentLoaded", () => all(document));
  document.addEventListener("htmx:afterSwap", (event) => all(event.target));
})();
