// The story page works without this file. With it: links copied at a tap, the section in view marked,
// months folded on phones, what changed since the last visit marked in place, the portraits of those who
// speak on the story, the device's own way to share, and a word about an address that points at nothing.
(() => {
  const status = document.getElementById("status");
  const words = document.getElementById("story-words")?.dataset;
  const say = (text) => { status.textContent = text; clearTimeout(say.timer); say.timer = setTimeout(() => { status.textContent = ""; }, 4000); };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.copy");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = location.origin + location.pathname + link.hash;
    navigator.clipboard.writeText(address).then(() => say(words.copied), () => { location.hash = link.hash; });
  });

  // An item inside a closed part: open it, for browsers that do not by themselves.
  const reveal = (hash) => {
    const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target) return target;
    let closed = false;
    for (let part = target.closest("details:not([open])"); part; part = part.parentElement.closest("details:not([open])")) { part.open = closed = true; }
    if (target.tagName === "LI" && target.parentElement.matches(".figures")) target.querySelector("details").open = true;
    if (closed) target.scrollIntoView();
    return target;
  };
  addEventListener("hashchange", () => reveal(location.hash));
  // A month that was opened by a bar and closed by hand opens again: the address has not changed.
  // For a second, or until the reader moves, it stays where it was shown: in the frame in which the portraits come in
  // beside the bars a browser would move the page twice.
  const MOVES = ["wheel", "touchstart", "keydown", "pointerdown"];
  document.addEventListener("click", (event) => {
    const bar = event.target.closest(".density a");
    const month = bar && reveal(bar.getAttribute("href"));
    if (!month) return;
    const until = performance.now() + 1000;
    const free = new AbortController();
    for (const move of MOVES) addEventListener(move, () => free.abort(), { passive: true, signal: free.signal });
    const stay = () => {
      if (free.signal.aborted) return;
      if (performance.now() > until) { free.abort(); return; }
      const off = month.getBoundingClientRect().top - parseFloat(getComputedStyle(month).scrollMarginTop);
      if (Math.abs(off) >= 1) month.scrollIntoView();
      requestAnimationFrame(stay);
    };
    requestAnimationFrame(stay);
  });
  if (reveal(location.hash) === null) {
    if (location.search) location.replace(location.pathname + location.hash); // a filter may hide it
    else if (/^#(figure|person|organisation|event|scenario|precedent|quote|source|motion)-/.test(location.hash)) {
      const note = document.createElement("p");
      const link = document.createElement("a");
      note.className = "since";
      note.setAttribute("role", "status");
      link.textContent = words.became;
      link.href = "changes/?item=" + encodeURIComponent(decodeURIComponent(location.hash.slice(1)));
      note.append(words.missing, " ", link);
      document.querySelector(".hero").after(note);
    }
  }

  // Since the last visit: a strip above the figures, a word at each changed item, and a way to the next.
  const way = document.getElementById("since-link");
  if (way) fetch(way.href, { headers: { "HX-Request": "true" } }).then((answer) => (answer.status === 200 ? answer.text() : "")).then((html) => {
    if (!html) return;
    const strip = new DOMParser().parseFromString(html, "text/html").getElementById("since");
    document.querySelector(".hero").after(strip);
    const changed = [...strip.querySelectorAll("[data-mark]")].map((link) => ({ word: link.dataset.mark, item: document.getElementById(link.hash.slice(1)) })).filter(({ item }) => item);
    changed.sort((a, b) => (a.item.compareDocumentPosition(b.item) & 4 ? -1 : 1));
    changed.forEach(({ word, item }, n) => {
      const mark = document.createElement("a");
      const next = changed[n + 1];
      mark.className = "mark";
      mark.href = "#" + (next ? next.item.id : "since");
      mark.textContent = word + (next ? " ↓" : " ↑");
      mark.setAttribute("aria-label", (next ? strip.dataset.next : strip.dataset.back).replace("{mark}", word));
      (item.querySelector(".copy") || item.lastElementChild || item).after(mark);
      item.classList.add("is-changed");
    });
  }).catch(() => {});

  // Voices: the row of portraits, and what it needs to answer in place, once a reader comes near.
  const faces = document.querySelector("#voices .go");
  const meet = () => {
    fetch(new URL("../portraits/", faces.href)).then((answer) => (answer.ok ? answer.text() : "")).then((html) => {
      const part = new DOMParser().parseFromString(html, "text/html");
      const row = part.getElementById("portraits");
      if (!row) return;
      const add = (needed) => {
        const made = document.createElement(needed.localName);
        for (const { name, value } of needed.attributes) made.setAttribute(name, value);
        made.async = false;
        document.head.append(made);
        return made;
      };
      const sheet = add(part.querySelector("link")); // first: without it each portrait is as wide as the column
      sheet.onload = sheet.onerror = () => {
        faces.parentElement.replaceWith(row);
        part.querySelectorAll("meta, script").forEach(add);
      };
    }).catch(() => {});
  };
  if (faces && history.state?.voice) meet(); // the back button: voices.js opens what was open
  else if (faces) new IntersectionObserver((entries, watcher) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    meet();
  }, { rootMargin: "600px" }).observe(faces);

  const share = document.getElementById("share");
  if (share && navigator.share) share.addEventListener("click", (event) => {
    event.preventDefault();
    navigator.share({ title: document.title, url: location.origin + location.pathname }).catch(() => {});
  });

  // Phones: months after the first eight events folded, unless the reader came for something.
  if (matchMedia("(max-width: 47.99rem)").matches && !location.hash && !location.search) {
    let shown = 0;
    for (const period of document.querySelectorAll(".period")) {
      if (shown >= 8) period.open = false;
      shown += period.querySelectorAll(".events > li").length;
    }
  }
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));

  const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  let current;
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) seen[entry.isIntersecting ? "add" : "delete"](entry.target.id);
    // The lowest that has begun; of two beside each other the one that comes first in the text.
    const tops = [...links.keys()].filter((key) => seen.has(key)).map((key) => [key, document.getElementById(key).getBoundingClientRect().top]);
    const id = tops.reduce((last, next) => (!last || next[1] > last[1] + 4 ? next : last), null)?.[0];
    if (!id || id === current) return;
    links.get(current)?.removeAttribute("aria-current");
    const link = links.get(current = id);
    link.setAttribute("aria-current", "true");
    const strip = link.closest("ol");
    if (strip.scrollWidth > strip.clientWidth) strip.scrollLeft = link.offsetLeft - strip.clientWidth / 3;
  }, { rootMargin: "-12% 0px -70% 0px" });
  for (const id of links.keys()) { const part = document.getElementById(id); if (part) observer.observe(part); }
})();
