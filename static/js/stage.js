// What the stage needs beyond htmx: say when a request failed, let speeches arrive sentence by sentence,
// and bring what is new into view.
(() => {
  "use strict";
  const SENTENCE_MS = 420; // between two sentences that arrived together
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const write = (id, text) => { const node = document.getElementById(id); if (node && node.textContent !== text) node.textContent = text; };
  const trouble = (text) => write("status", text);
  const words = document.getElementById("stage-words").dataset;

  const isGone = (event) => {
    const { elt } = event.detail;
    if (elt.matches("[hx-trigger]")) trouble(words.gone);
    else if (!elt.closest("[data-keep]")) trouble(words.unsent);
  };
  document.addEventListener("htmx:sendError", isGone); // a call is kept, by keep.js
  document.addEventListener("htmx:timeout", isGone);

  // --- A session that has ended: the answer says so and offers the same debate, and takes the stage's place.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 404) return;
    event.detail.shouldSwap = true;
    moved = true;
    trouble("");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr: { status }, requestConfig: { verb } } = event.detail;
    if (status === 404) return;
    const stage = document.getElementById("stage");
    if (status === 403 && verb === "post" && stage.dataset.url) { // the token is no longer good: the stage comes anew, with one that is
      htmx.ajax("GET", stage.dataset.url, { target: "#stage", swap: "outerHTML" })
        .then(() => trouble(stage.isConnected || !document.querySelector("#stage[data-url]") ? "" : words.tooOld));
      return;
    }
    trouble(words.broken);
  });

  // --- Sentences that were not there before fade in one after the other; they take their room at once, so
  // nothing moves. A swap in the meantime goes on where the last one was. Any key, click or tap shows them all.
  const due = new Map(); // speech → when each of its sentences appears
  const arrive = (isNew) => {
    const now = performance.now();
    for (const said of document.querySelectorAll(".said[id]")) {
      const times = due.get(said.id) || [];
      due.set(said.id, times);
      [...said.children].forEach((sentence, i) => {
        if (times[i] === undefined) times[i] = isNew ? Math.max(now, (times[i - 1] || 0) + SENTENCE_MS) : 0;
        if (times[i] < now || calm()) return;
        sentence.classList.add("fresh");
        sentence.style.animationDelay = `${Math.round(times[i] - now)}ms`;
      });
    }
  };
  const hurry = () => {
    for (const times of due.values()) times.fill(0);
    for (const sentence of document.querySelectorAll(".said .fresh")) sentence.classList.remove("fresh");
  };
  document.addEventListener("pointerdown", hurry);
  document.addEventListener("keydown", hurry);

  // --- What is awaited is told once, in a region that no swap replaces.
  const announce = () => {
    const told = document.querySelectorAll("#stage [data-say]");
    write("say", told.length ? told[told.length - 1].textContent : "");
  };

  // --- After a move, what it opened is focused, so keyboard and screen reader go on from there.
  let moved = false;
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig: { verb, triggeringEvent } } = event.detail;
    if (!successful) return;
    trouble(""); // also a 204: the connection is back
    moved = verb === "post" || (triggeringEvent || {}).type === "click";
  });
  document.addEventListener("htmx:afterSwap", () => arrive(true));
  document.addEventListener("htmx:afterSettle", () => {
    announce();
    if (!moved) return;
    moved = false;
    const stage = document.getElementById("stage");
    const now = document.getElementById("problem") || (stage && document.getElementById(stage.dataset.focus));
    if (!now) return;
    now.tabIndex = -1;
    now.focus({ preventScroll: true });
    now.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
  });

  const stage = document.getElementById("stage");
  if (stage) arrive("fresh" in stage.dataset);
  announce();
})();
