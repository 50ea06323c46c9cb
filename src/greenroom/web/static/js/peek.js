// A tap on a marked sentence tells what was found there, where the findings are out of sight; Escape closes it.
"use strict";
(() => {
  const result = document.getElementById("result");
  let shown = null;
  let from = null;

  const close = (back) => {
    if (!shown) return;
    shown.remove();
    shown = null;
    if (back && from) from.focus({ preventScroll: true });
  };
  const numbers = (mark) => [...mark.classList].filter((one) => /^k\d+$/u.test(one)).map((one) => one.slice(1));
  const entry = (number) => {
    const finding = document.getElementById(`f${number}`);
    const link = document.createElement("a");
    link.href = `#f${number}`;
    link.className = finding.className;
    link.append(finding.querySelector("h3").cloneNode(true));
    return link;
  };
  const inSight = (number) => {
    const box = document.getElementById(`f${number}`).getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
  };

  const open = (mark) => {
    const found = numbers(mark).filter((number) => document.getElementById(`f${number}`));
    close(false);
    if (found.length === 0 || found.every(inSight)) return;
    from = mark;
    shown = document.createElement("div");
    shown.className = "peek no-print";
    shown.setAttribute("role", "group");
    shown.setAttribute("aria-label", "Found here");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Close";
    button.addEventListener("click", () => close(true));
    shown.append(...found.map(entry), button);
    document.querySelector(".page").append(shown);
  };

  result.addEventListener("click", (event) => {
    const mark = event.target.closest("#marked mark");
    if (mark && !getSelection().toString()) open(mark);
    // A tap on a finding, beside its links, leads to its sentence.
    const finding = event.target.closest("article.finding");
    if (finding && !event.target.closest("a") && !getSelection().toString()) {
      const quote = finding.querySelector("a.quote");
      const place = quote && document.getElementById(quote.hash.slice(1));
      if (place && matchMedia("(max-width: 59.99rem), (hover: none)").matches) quote.click();
    }
  });
  document.addEventListener("click", (event) => {
    if (shown && event.target.closest(".peek a")) close(false);
    else if (shown && !event.target.closest(".peek, mark")) close(false);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close(true));
  document.addEventListener("htmx:beforeSwap", () => close(false));
})();
