// <form data-keep="/address">: what is typed is kept there a moment later, and when one leaves. Its field "draft" holds the
// number of what is kept; [data-kept] inside it says how that went.
"use strict";
(() => {
  const WAIT_MS = 700;
  const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const contents = (form) => {
    const data = new FormData(form);
    data.delete("draft");
    data.delete("csrf");
    return JSON.stringify([...data]);
  };

  const watch = (form) => {
    const status = form.querySelector("[data-kept]");
    const number = form.elements.namedItem("draft");
    let kept = contents(form);
    let timer = 0;
    let busy = false;
    let left = false;

    const send = async (keepalive) => {
      const now = contents(form);
      if (now === kept || left) return;
      if (busy && !keepalive) {
        timer = setTimeout(send, WAIT_MS);
        return;
      }
      busy = true;
      try {
        const answer = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), keepalive: keepalive === true });
        if (answer.ok) {
          number.value = (await answer.json()).number;
          kept = now;
          status.textContent = `Kept at ${clock()}`;
        } else if (answer.status === 409) {
          status.textContent = "Changed in another window meanwhile. Send it, and nothing of yours is lost.";
        } else {
          status.textContent = "Not kept yet.";
        }
      } catch {
        status.textContent = "Not kept yet: Greenroom does not answer.";
      } finally {
        busy = false;
      }
    };

    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(send, WAIT_MS);
    });
    form.addEventListener("submit", (event) => {
      if (left) event.preventDefault(); // a second click sends nothing twice
      left = true;
      clearTimeout(timer);
    });
    window.addEventListener("pageshow", () => { left = false; });
    window.addEventListener("pagehide", () => send(true));
  };
  document.querySelectorAll("form[data-keep]").forEach(watch);

  // <textarea data-wpm="145" data-length="ID">: words and spoken time while one writes, in the element ID.
  document.querySelectorAll("textarea[data-length]").forEach((text) => {
    const line = document.getElementById(text.dataset.length);
    const count = () => {
      const words = text.value.split(/\s+/u).filter(Boolean).length;
      const seconds = Math.round((60 * words) / Number(text.dataset.wpm));
      const spoken = seconds < 90 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} min`;
      line.textContent = words ? `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}, about ${spoken} spoken` : "\u00a0";
    };
    text.addEventListener("input", count);
    count();
  });
})();
