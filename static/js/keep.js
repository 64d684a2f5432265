// A call that could not be sent is kept and sent once when the line is back. The server takes the same call twice for
// one, so an answer that was lost on its way does no harm.
(() => {
  "use strict";
  const AGAIN_MS = 3000;
  let kept = null; // where it goes, its values, and what is said of it
  let timer = 0;
  const say = (text) => { document.getElementById("status").textContent = text; };

  const failed = (event) => {
    const { requestConfig: { verb, path, formData }, elt } = event.detail;
    const form = elt.closest("[data-keep]");
    if (verb !== "post" || !(form || (kept && kept.path === path))) return;
    if (form) kept = { path, values: Object.fromEntries(formData), saying: form.dataset.keep };
    say(kept.saying);
    clearTimeout(timer);
    timer = setTimeout(again, AGAIN_MS);
  };
  const again = () => {
    clearTimeout(timer);
    if (!kept) return;
    if (!navigator.onLine) { timer = setTimeout(again, AGAIN_MS); return; }
    htmx.ajax("POST", kept.path, { target: "#stage", swap: "outerHTML", values: kept.values });
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig: { verb, path }, xhr } = event.detail;
    if (kept && verb === "post" && path === kept.path && xhr.status) kept = null; // answered, whatever the answer
  });
  addEventListener("online", again);
  addEventListener("beforeunload", (event) => { if (kept) event.preventDefault(); });
})();
