// What the stage needs beyond htmx: say when a request failed, and bring what is new into view.
(() => {
  "use strict";
  const status = () => document.getElementById("status");
  const say = (text) => { const node = status(); if (node) node.textContent = text; };

  document.addEventListener("htmx:sendError", () => say("The connection is gone. This page goes on by itself when it is back."));
  document.addEventListener("htmx:responseError", (event) => {
    say(event.detail.xhr.status === 404
      ? "This play can no longer be found. Reload the page."
      : "Something went wrong on our side. Reload the page to go on.");
  });

  // After a move, what it opened is focused, so keyboard and screen reader go on from there.
  let moved = false;
  document.addEventListener("htmx:afterRequest", (event) => {
    moved = event.detail.successful && event.detail.requestConfig.verb === "post";
  });
  document.addEventListener("htmx:afterSettle", () => {
    say("");
    if (!moved) return;
    moved = false;
    const titles = document.querySelectorAll(".stage .problem, .verdict h2, .asked");
    const last = titles[titles.length - 1];
    if (!last) return;
    last.tabIndex = -1;
    last.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    last.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  });
})();
