// Copying and sharing a link. Without this script the link stands in a field, ready to be copied by hand.
(() => {
  "use strict";
  const say = (text) => { const node = document.getElementById("status"); if (node) node.textContent = text; };
  const field = (id) => document.getElementById(id);

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const input = field(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(input.value);
        button.textContent = "Copied";
        say("The link is copied.");
        setTimeout(() => { button.textContent = label; }, 2500);
      } catch {
        input.focus();
        input.select();
        say("Copying is not allowed here. The link is selected; copy it with your keyboard.");
      }
    });
  }
  for (const button of document.querySelectorAll("[data-share]")) {
    if (!navigator.share) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.title, url: field(button.dataset.share).value }).catch(() => {});
    });
  }
})();
