// In a piece that is framed: tells whoever frames it how high it is, whenever that changes or it is asked. That is no secret,
// so it goes to any parent; who may be one is said by frame-ancestors.
(() => {
  "use strict";
  if (window.parent === window) return;
  const say = () => window.parent.postMessage({ newsroomHeight: document.body.getBoundingClientRect().height }, "*");
  window.addEventListener("message", (event) => {
    if (event.source === window.parent && event.data && event.data.newsroomHeight === "?") say();
  });
  new ResizeObserver(say).observe(document.body);
})();
