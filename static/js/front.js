// The front page works without this file. With it: what was published since this browser's last visit, for those who return.
(() => {
  const front = document.querySelector("[data-since]");
  if (front) fetch(front.dataset.since, { headers: { "HX-Request": "true" } }).then((answer) => (answer.status === 200 ? answer.text() : "")).then((html) => {
    const strip = html && new DOMParser().parseFromString(html, "text/html").getElementById("since");
    if (strip) front.querySelector(".lead-story").after(strip);
  }).catch(() => {});
})();
