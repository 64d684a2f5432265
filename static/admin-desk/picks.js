/* Comforts of the desk's forms: long lists to tick from are found by typing, and what is missing is made on the way;
   an empty key shows what it will be; the overview is shown as readers get it. */
"use strict";

(() => {
  const FIND_ABOVE = 7;
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function find(pick) {
    const labels = () => [...pick.querySelectorAll(".desk-pick-list label")];
    const search = document.createElement("input");
    search.type = "search";
    search.className = "desk-find";
    search.placeholder = "Type to find";
    search.autocomplete = "off";
    search.setAttribute("aria-label", `Find among ${labels().length} to tick`);
    const show = () => {
      const words = folded(search.value).split(/\s+/).filter(Boolean);
      labels().forEach((label) => { label.hidden = !words.every((word) => folded(label.textContent).includes(word)); });
    };
    search.addEventListener("input", show);
    search.addEventListener("keydown", (event) => {
      const first = labels().find((label) => !label.hidden)?.querySelector("input");
      if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        if (first && search.value) { first.click(); search.value = ""; show(); first.closest("label").scrollIntoView({ block: "nearest" }); }
      } else if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
    });
    pick.prepend(search);
  }

  function maker(pick) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "desk-minor";
    button.textContent = `New ${pick.dataset.deskPick}…`;
    button.dataset.deskPanel = "";
    button.dataset.deskHref = pick.dataset.deskAdd;
    pick.append(button);
  }

  function choice(pick, made, isChosen) {
    const list = pick.querySelector(".desk-pick-list");
    const there = list.querySelector(`input[value="${made.pk}"]`);
    if (there) { if (isChosen) there.checked = true; return; }
    list.querySelector(".desk-none")?.remove();
    const label = document.createElement("label"), input = document.createElement("input");
    input.type = pick.dataset.deskType;
    input.name = pick.dataset.deskName;
    input.value = String(made.pk);
    input.checked = isChosen;
    label.append(input, ` ${made.words}`);
    list.prepend(label);
  }

  /* The key that an empty field would get: what the server proposes, but for a number behind it. */
  const WORDS = ["title", "name", "label", "headline", "text"];
  function proposes(form) {
    const key = form.elements.key || form.elements.slug;
    const from = WORDS.map((name) => form.elements[name]).find(Boolean);
    if (!key || !from || key.type === "hidden") return;
    const show = () => {
      const slug = folded(from.value).replace(/[’']/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").replace(/^(the|an?)-/, "");
      key.placeholder = slug.length > 48 ? slug.slice(0, 49).replace(/-[^-]*$/, "") : slug;
    };
    from.addEventListener("input", show);
    show();
  }

  function preview(fold) {
    const text = document.getElementById(fold.dataset.deskPreview), shown = fold.querySelector("[hx-post]");
    if (!text) return;
    let waiting = 0;
    const ask = () => { if (fold.open) htmx.trigger(shown, "preview"); };
    fold.hidden = false;
    fold.addEventListener("toggle", ask);
    text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 500); });
  }

  function prepare(root) {
    root.querySelectorAll(".desk-pick:not([data-desk-ready])").forEach((pick) => {
      pick.dataset.deskReady = "";
      if (pick.querySelectorAll(".desk-pick-list label").length > FIND_ABOVE) find(pick);
      if (pick.dataset.deskAdd) maker(pick);
    });
    root.querySelectorAll("form[method=post]:not([data-desk-ready])").forEach((form) => { form.dataset.deskReady = ""; proposes(form); });
  }

  document.addEventListener("desk:made", (event) => {
    const { opener, within } = event.detail;
    within.querySelectorAll(`.desk-pick[data-desk-pick="${event.detail.kind}"]`).forEach((pick) => choice(pick, event.detail, pick.contains(opener)));
  });
  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    document.querySelectorAll("[data-desk-preview]").forEach(preview);
    document.body.addEventListener("htmx:afterSettle", () => prepare(document));
  });
})();
