// What a run needs beyond htmx: keys 1–4 and Enter, a clock that counts down, a voice for those who
// do not see the screen change, and the focus where play goes on. The server keeps time and score;
// nothing here decides anything.
(() => {
  "use strict";
  const KEYS = "newsroom.quiz.keys"; // "off" once switched off: single keys must be (WCAG 2.1.4)
  const LATE_MS = 1500; // the server's grace: ask it for the answer only once nothing can be in time
  const run = () => document.getElementById("run");
  const find = (selector) => run() && run().querySelector(selector);
  const say = (text) => { const node = document.getElementById("say"); if (node) node.textContent = text; };
  const trouble = (text) => { const node = document.getElementById("status"); if (node) node.textContent = text; };
  const words = document.getElementById("quiz-words")?.dataset;
  const remember = (value) => { try { localStorage.setItem(KEYS, value); } catch { /* a private window */ } };
  const remembered = () => { try { return localStorage.getItem(KEYS); } catch { return null; } };

  // --- The clock. performance.now() does not care how the computer's clock is set.
  let timer = 0;
  const count = () => {
    clearInterval(timer);
    const clock = find(".clock");
    if (!clock) return;
    const bar = clock.querySelector("progress");
    const text = clock.querySelector("[data-clock]");
    const number = text.querySelector("b");
    const sentences = words.countdown.split("|");
    clock.querySelector("[data-still]").hidden = true;
    const end = performance.now() + Number(clock.dataset.left);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let warned = Number(clock.dataset.left) <= 5000;
    const tick = () => {
      const left = end - performance.now();
      // A sum of floats: the whole time may come out as a hair more than it is.
      const seconds = Math.min(sentences.length - 1, Math.max(0, Math.ceil(left / 1000)));
      bar.value = calm ? seconds * 1000 : Math.max(0, left);
      number.textContent = seconds;
      const [before, after] = sentences[seconds].split(seconds);
      text.replaceChildren(before, number, after);
      clock.classList.toggle("low", left <= 5000);
      if (!warned && left <= 5000) { warned = true; say(words.hurry); }
      if (left > -LATE_MS) return;
      clearInterval(timer);
      const form = find("[data-give-up]");
      if (form) form.requestSubmit();
    };
    tick();
    timer = setInterval(tick, calm ? 1000 : 100);
  };

  // --- Keys. Only where nothing else wants them: on the run or the bare page, without a modifier.
  const areOn = () => remembered() !== "off";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !run()) return;
    const at = event.target;
    if (at !== document.body && !run().contains(at)) return;
    if (event.key === "Enter") {
      const next = find("[data-next]");
      if (next && !at.closest("a, button, summary, input, textarea, select")) { event.preventDefault(); next.requestSubmit(); }
      return;
    }
    if (!areOn() || at.closest("textarea, select, input:not([type=checkbox])")) return;
    const button = find(`[data-key="${CSS.escape(event.key)}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-keys]")) remember(event.target.checked ? "on" : "off");
  });

  // --- Copying the share card; without the clipboard the text is selected for the reader to copy.
  document.addEventListener("click", async (event) => {
    if (!event.target.closest("[data-copy]")) return;
    const text = find("[data-share]");
    try {
      await navigator.clipboard.writeText(text.value);
      say(words.isCopied);
      event.target.textContent = words.copied;
    } catch {
      text.focus();
      text.select();
      say(words.byHand);
    }
  });

  const arrive = () => {
    count();
    for (const node of document.querySelectorAll("[data-keys], [data-copy]")) node.hidden = false;
    const box = find("[data-keys] input");
    if (box) box.checked = areOn();
  };
  const meet = () => {
    const target = find(".problem[role=alert]") || find("[data-focus]");
    if (!target) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: "instant" });
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    if (!run() || (event.detail.target && event.detail.target.id !== "run" && event.target.id !== "run")) return;
    trouble("");
    arrive();
    meet();
    say(run().dataset.say);
  });
  document.addEventListener("htmx:sendError", () => trouble(words.gone));
  document.addEventListener("htmx:responseError", (event) => {
    trouble(event.detail.xhr.status === 404
      ? words.lost
      : words.broken);
  });
  // Back and forward may bring a page from memory whose clock stood still: ask the server.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  if (run()) { arrive(); find("[data-focus]")?.focus({ preventScroll: true }); }
})();
