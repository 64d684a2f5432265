// What voices need beyond htmx: the portrait in use marked, what was asked for focused, and a word when a
// text is ready or a request failed. On the story's page it arrives with the row of portraits.
(() => {
  "use strict";
  const say = (text) => { const node = document.getElementById("status"); if (node) node.textContent = text; };
  const words = () => document.getElementById("voices-words").dataset;
  const isWaiting = (voice) => Boolean(voice.querySelector(".progress"));

  document.addEventListener("htmx:sendError", () => say(words().gone));
  document.addEventListener("htmx:responseError", (event) => say(event.detail.xhr.status === 404
    ? words().lost
    : words().broken));

  let focusing = false; // what replaces a text gets the focus that stood in it, or that a portrait asks for
  let waiting = "";
  document.addEventListener("htmx:beforeRequest", (event) => {
    const face = event.target.closest(".faces a");
    if (!face) return;
    focusing = true;
    for (const other of face.closest(".faces").querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    face.setAttribute("aria-current", "true");
    history.replaceState({ ...history.state, voice: face.getAttribute("hx-get") }, "");
  });
  // Back on a page that the browser did not keep: the text that was open, without a jump to it.
  const left = history.state?.voice;
  const face = left && document.querySelector(`.faces a[hx-get="${CSS.escape(left)}"]`);
  if (face && document.getElementById("voices-here")) {
    face.setAttribute("aria-current", "true");
    htmx.ajax("GET", left, { target: "#voices-here", swap: "innerHTML" });
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.shouldSwap && event.detail.target.closest(".voice")?.contains(document.activeElement)) focusing = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const voice = event.target.closest(".voice") || event.target.querySelector(".voice");
    if (!voice) return;
    if (focusing) voice.querySelector("h2").focus({ preventScroll: voice.id === waiting });
    focusing = false;
    if (isWaiting(voice)) {
      waiting = voice.id;
    } else if (waiting === voice.id) {
      waiting = "";
      if (voice.querySelector(".said")) say(voice.dataset.ready);
      setTimeout(() => say(""), 4000);
    }
  });
})();
