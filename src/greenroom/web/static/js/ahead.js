// What is being written is read ahead, so that its review is there when it is asked for. Nothing is shown or kept.
// Read it is in each pause; at once what came at one stroke (pasted, dropped, heard); and when hand or key turns to the button.
"use strict";
(() => {
  const PAUSE_MS = 700;
  const FEWEST_WORDS = 20;
  const AT_ONE_STROKE = 40; // characters that nobody types between two events
  const form = document.getElementById("ask");
  const text = document.getElementById("text");
  let timer = 0;
  let busy = false;
  let again = false;
  let atOnce = false;
  let length = text.value.length;

  const send = async () => {
    clearTimeout(timer);
    timer = 0;
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
  const written = () => {
    // What follows a stroke before it is sent (a last line, pasted) belongs to it.
    atOnce = Math.abs(text.value.length - length) >= AT_ONE_STROKE || (timer !== 0 && atOnce);
    length = text.value.length;
    clearTimeout(timer);
    timer = setTimeout(send, atOnce ? 0 : PAUSE_MS);
  };
  const soon = () => timer && send();
  if (text.value) written(); // brought along, or kept over a reload
  form.addEventListener("input", written);
  text.addEventListener("blur", soon);
  form.querySelector(".send").addEventListener("pointerover", soon);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = 0;
  });
})();
