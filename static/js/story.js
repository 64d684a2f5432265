// The story page works without this file. With it: links copied at a tap, the section in view marked,
// months folded on phones, and a word about an address that points at nothing.
(() => {
  const status = document.getElementById("status");
  const say = (text) => { status.textContent = text; clearTimeout(say.timer); say.timer = setTimeout(() => { status.textContent = ""; }, 4000); };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.copy");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = location.origin + location.pathname + link.hash;
    navigator.clipboard.writeText(address).then(() => say("Link copied"), () => { location.hash = link.hash; });
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
  if (reveal(location.hash) === null) {
    if (location.search) location.replace(location.pathname + location.hash); // a filter may hide it
    else say("That item is not in this version of the story. “Changes”, at the end, says what became of it.");
  }

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
    const id = [...links.keys()].filter((key) => seen.has(key)).pop();
    if (!id || id === current) return;
    links.get(current)?.removeAttribute("aria-current");
    const link = links.get(current = id);
    link.setAttribute("aria-current", "true");
    const strip = link.closest("ol");
    if (strip.scrollWidth > strip.clientWidth) strip.scrollLeft = link.offsetLeft - strip.clientWidth / 3;
  }, { rootMargin: "-12% 0px -70% 0px" });
  for (const id of links.keys()) { const part = document.getElementById(id); if (part) observer.observe(part); }
})();
