// What the stage needs beyond htmx: say when a request failed, let speeches arrive sentence by sentence,
// and bring what is new into view.
(() => {
  "use strict";
  const SENTENCE_MS = 420; // between two sentences that arrived together
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const write = (id, text) => { const node = document.getElementById(id); if (node && node.textContent !== text) node.textContent = text; };
  const trouble = (text) => write("status", text);

  document.addEventListener("htmx:sendError", () => trouble("The connection is gone. This page goes on by itself when it is back."));
  document.addEventListener("htmx:timeout", () => trouble("The connection is gone. This page goes on by itself when it is back."));
  document.addEventListener("htmx:responseError", (event) => {
    trouble(event.detail.xhr.status === 404
      ? "This play can no longer be found. Reload the page."
      : "Something went wrong on our side. Reload the page to go on.");
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
    if (event.detail.successful) trouble(""); // also a 204: the connection is back
    moved = event.detail.successful && event.detail.requestConfig.verb === "post";
  });
  document.addEventListener("htmx:afterSwap", () => arrive(true));
  document.addEventListener("htmx:afterSettle", () => {
    announce();
    if (!moved) return;
    moved = false;
    const titles = document.querySelectorAll(".stage .problem, .verdict h2, .asked");
    const last = titles[titles.length - 1];
    if (!last) return;
    last.tabIndex = -1;
    last.focus({ preventScroll: true });
    last.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
  });

  const stage = document.getElementById("stage");
  if (stage) arrive("fresh" in stage.dataset);
  announce();
})();
