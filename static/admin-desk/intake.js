/* Keys for the proposals, and the passage of whichever has the focus. Without this script each proposal has its three
   choices and a link to its passage, and nothing is missing but the keys. */
"use strict";

(() => {
  const form = document.getElementById("intake_form");
  if (!form) return;
  const proposals = [...form.querySelectorAll("[data-proposal]")];
  if (!proposals.length) return;
  form.querySelector(".intake-keys").hidden = false;
  const marks = new Map();
  for (const mark of form.querySelectorAll("mark[data-of]")) {
    for (const number of mark.dataset.of.split(" ")) {
      if (!marks.has(number)) marks.set(number, []);
      marks.get(number).push(mark);
    }
  }

  const choose = (proposal, value) => {
    const radio = proposal.querySelector(`.intake-choice input[value="${value}"]`);
    radio.checked = true;
    radio.focus();
  };
  const go = (from, step) => {
    const next = proposals[Math.min(proposals.length - 1, Math.max(0, proposals.indexOf(from) + step))];
    next.querySelector(".intake-choice input:checked").focus();
    next.scrollIntoView({ block: "nearest" });
  };

  let shown = [];
  form.addEventListener("focusin", (event) => {
    const proposal = event.target.closest("[data-proposal]");
    if (!proposal) return;
    const found = marks.get(proposal.dataset.proposal) || [];
    for (const mark of shown) mark.classList.remove("intake-now");
    for (const mark of found) mark.classList.add("intake-now");
    shown = found;
    const pane = form.querySelector(".intake-kept");
    if (found.length && pane.scrollHeight > pane.clientHeight) { // only the pane moves, never the page
      pane.scrollTop += found[0].getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    }
  });

  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const proposal = event.target.closest("[data-proposal]");
    const isTyping = event.target.matches("textarea, select, input:not([type='radio'])");
    if (!proposal || isTyping) return; // a letter is a key only while a proposal's own controls have the focus
    const keys = {
      j: () => go(proposal, 1),
      k: () => go(proposal, -1),
      a: () => { choose(proposal, "accept"); go(proposal, 1); },
      r: () => { choose(proposal, "reject"); go(proposal, 1); },
      l: () => choose(proposal, ""),
      e: () => {
        const details = proposal.querySelector("details");
        details.open = true;
        details.querySelector("input, textarea, select").focus();
      },
      s: () => form.requestSubmit(form.querySelector("[name='_save']")),
    };
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
