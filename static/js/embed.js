// On a page that frames pieces of our stories: gives each frame the height that the piece in it says it has.
// Listens to the site this script came from and to nobody else, and does nothing but set heights.
(() => {
  "use strict";
  const origin = new URL(document.currentScript.src).origin;
  const ours = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${origin}/`));
  window.addEventListener("message", (event) => {
    const height = event.data && event.data.newsroomHeight;
    if (event.origin !== origin || !Number.isFinite(height) || height < 40 || height > 20000) return;
    for (const frame of ours()) if (frame.contentWindow === event.source) frame.height = String(Math.ceil(height));
  });
  // Those that were there before this script have said it already.
  for (const frame of ours()) frame.contentWindow.postMessage({ newsroomHeight: "?" }, origin);
})();
