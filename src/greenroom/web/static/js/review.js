// The page that reviews: length and spoken time while one writes, and where the eye goes when the review is there.
"use strict";
(() => {
  const text = document.getElementById("text");
  const line = document.getElementById("length");
  const form = document.getElementById("ask");
  const result = document.getElementById("result");
  const rate = Number(text.dataset.wpm);
  const shortest = Number(text.dataset.shortest);
  const longest = Number(text.dataset.longest);
  const most = Number(text.dataset.most);

  // As greenroom.reports.wording.seconds_words.
  const spoken = (seconds) => {
    const whole = Math.round(seconds);
    return whole < 90 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
  };
  const remark = (words, seconds) => {
    if (words > most) return `More than the ${most.toLocaleString("en")} words that are read.`;
    if (seconds > longest) return "Expect to be interrupted.";
    return seconds < shortest ? "Too short for the time budget to say anything." : "";
  };
  const count = () => {
    const words = text.value.split(/\s+/u).filter(Boolean).length;
    const seconds = (60 * words) / rate;
    line.querySelector("[data-words]").textContent = words ? `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}` : "\u00a0";
    line.querySelector("[data-time]").textContent = words ? `about ${spoken(seconds)} spoken` : "";
    line.querySelector("[data-remark]").textContent = words ? remark(words, seconds) : "";
    line.classList.toggle("over", seconds > longest || words > most);
  };
  text.addEventListener("input", count);
  count();

  // What a file held can be read and changed where one writes, if nothing stands there.
  const takeOver = () => {
    const basis = document.getElementById("basis");
    if (!("read" in basis.dataset) || text.value.trim()) return;
    text.value = basis.elements.text.value;
    form.elements.answer.value = basis.elements.answer.value;
    const file = document.getElementById("file");
    file.value = "";
    file.dispatchEvent(new Event("change", { bubbles: true }));
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // The text with the places of its fixes comes later than the text: the focus stays on its link.
  let focused = "";
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const at = document.activeElement;
    focused = event.detail.target.id === "marked" && event.detail.target.contains(at) ? (at.getAttribute("href") ?? "") : "";
  });
  document.addEventListener("htmx:oobAfterSwap", () => {
    if (focused) document.querySelector(`#marked a[href="${focused}"]`)?.focus({ preventScroll: true });
    focused = "";
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== result) return;
    takeOver();
    // A level or lens that was switched leaves eye and keyboard where they are.
    const again = event.detail.requestConfig?.again;
    if (again) {
      window.scrollTo({ top: Number(again), behavior: "instant" });
      return;
    }
    document.getElementById("h-verdict").focus({ preventScroll: true });
    result.scrollIntoView();
  });
})();
