// How a citation and the words of its card belong together; without this every borne word is marked alike.
document.addEventListener("click", (event) => {
  const cite = event.target.closest && event.target.closest("a.cite[data-bears]");
  if (!cite) return;
  for (const mark of document.querySelectorAll("mark[data-for]")) mark.classList.toggle("now", mark.dataset.for.split(" ").includes(cite.dataset.bears));
});
