// Copying and sharing. Without this script the text stands in a field, ready to be copied by hand.
(() => {
  "use strict";
  const say = (text) => { const node = document.getElementById("status"); if (node) node.textContent = text; };
  const show = () => {
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
    if (navigator.share) for (const button of document.querySelectorAll("[data-share]")) button.hidden = false;
  };

  const copy = async (button) => {
    const field = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    const words = button.closest(".share").dataset;
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = words.copied;
      say(words.isCopied);
      setTimeout(() => { button.textContent = label; say(""); }, 2500);
    } catch {
      field.focus();
      field.select();
      say(words.byHand);
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-copy], [data-share]");
    if (!button) return;
    if ("copy" in button.dataset) { copy(button); return; }
    const { share, title, text } = button.dataset;
    navigator.share({ title, text, url: document.getElementById(share).value }).catch(() => {});
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
