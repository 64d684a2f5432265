/* While a name is typed, offer those who are known by it, and fill the form with the one that is taken. Without this
   script the form asks once it is sent. */
"use strict";

(() => {
  const WAIT_MS = 250;

  function prepare(box) {
    if (box.dataset.deskReady) return;
    box.dataset.deskReady = "1";
    const form = box.closest("form") || document.querySelector("#person_form, #organisation_form");
    const shown = box.querySelector("[data-desk-known]");
    const field = (name) => form.elements.namedItem(name);
    const name = field("name");
    if (!name) return;
    let timer, last = "";

    function take(one) {
      const values = { name: one.name, key: one.key, office: one.line, type: one.line, abbreviation: one.abbreviation };
      Object.entries(values).forEach(([part, value]) => { if (field(part)) field(part).value = value; });
      if (field("alive")) field("alive").checked = one.alive;
      shown.textContent = `${one.name} is taken, with the key ${one.key}.`;
      last = one.name;
      const next = field("part") || field("status");
      if (next) next.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function show(found) {
      const list = document.createElement("ul");
      list.className = "desk-points";
      found.forEach((one) => {
        const line = document.createElement("li");
        line.append(`${one.name}, ${one.line} (${one.key}, in ${one.stories} ${one.stories === 1 ? "story" : "stories"})`);
        if (one.here) line.append(", in this story already");
        else {
          const button = Object.assign(document.createElement("button"), { type: "button", className: "desk-minor", textContent: "Use this one" });
          button.setAttribute("aria-label", `Use ${one.name}, ${one.key}`);
          button.addEventListener("click", () => take(one));
          line.append(" ", button);
        }
        list.append(line);
      });
      shown.replaceChildren(...(found.length ? [list] : []));
    }

    name.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const asked = name.value.trim();
        if (asked === last) return;
        last = asked;
        if (asked.length < 3) { shown.replaceChildren(); return; }
        const answer = await fetch(`${box.dataset.deskChooser}&q=${encodeURIComponent(asked)}`);
        if (answer.ok && asked === last) show((await answer.json()).found);
      }, WAIT_MS);
    });
  }

  const all = (root) => root.querySelectorAll("[data-desk-chooser]").forEach(prepare);
  document.addEventListener("DOMContentLoaded", () => all(document));
  document.addEventListener("htmx:afterSwap", (event) => all(event.target));
})();
