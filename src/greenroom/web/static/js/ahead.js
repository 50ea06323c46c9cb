// What is being written is read in each pause, so that its review is there when it is asked for. Nothing is shown or kept.
"use strict";
(() => {
  const PAUSE_MS = 700;
  const FEWEST_WORDS = 20;
  const form = document.getElementById("ask");
  let timer = 0;
  let busy = false;
  let again = false;

  const send = async () => {
    if (busy) {
      again = true;
      return;
    }
    const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    if (document.getElementById("file").files.length || fields.get("text").trim().split(/\s+/u).length < FEWEST_WORDS) return;
    busy = true;
    try {
      await fetch("/review/ahead", { method: "POST", body: fields, headers: JSON.parse(document.body.getAttribute("hx-headers")) });
    } catch {
      // Whatever is wrong is told when the review is asked for.
    }
    busy = false;
    if (again) {
      again = false;
      send();
    }
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
  };
  form.addEventListener("input", wait);
  form.addEventListener("submit", () => clearTimeout(timer));
})();
