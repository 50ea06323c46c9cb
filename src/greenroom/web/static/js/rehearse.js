// The room of a rehearsal: the draft is kept while one writes, the clock runs, the question is read aloud, and a tab that
// comes back shows what another has done meanwhile.
"use strict";
(() => {
  const PAUSE_MS = 700; // of typing, until the draft is sent
  const RESCUE = "greenroom-draft"; // a draft that the server could not take, until it can
  const by = (id) => document.getElementById(id);
  const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" });
  const minutes = (s) => `${Math.floor(Math.round(s) / 60)}:${String(Math.round(s) % 60).padStart(2, "0")}`;

  let kept = ""; // the text that the server holds
  let timer = 0;
  let saving = null;
  let conflict = false;

  const form = () => by("reply");
  const note = (text, bad = false) => {
    const line = by("saved");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("bad", bad);
  };
  const dirty = () => Boolean(form()) && by("text").value !== kept;

  // ── the draft ──
  const save = async () => {
    clearTimeout(timer);
    if (!form() || conflict || !dirty()) return;
    if (saving) return saving.then(save);
    const here = form();
    const text = by("text").value;
    const body = new URLSearchParams({ place: here.elements.place.value, mark: by("mark").value, text });
    if (here.elements.heard && here.elements.heard.value) body.set("taken", "yes");
    saving = send(here, text, body);
    const went = await saving;
    saving = null;
    if (went && form() === here && dirty()) later();
  };
  const send = async (here, text, body) => {
    try {
      const response = await fetch("/rehearse/draft", { method: "POST", headers: headers(), body, keepalive: text.length < 20000 });
      const part = new DOMParser().parseFromString(await response.text(), "text/html");
      if (form() !== here) return false;
      if (response.status === 409) {
        disagree(part);
        return false;
      }
      if (!response.ok) throw new Error(String(response.status));
      by("mark").value = part.getElementById("now").dataset.mark;
      kept = text;
      localStorage.removeItem(RESCUE);
      note("Kept");
      const cut = part.getElementById("cut-now");
      if (cut) by("cut").replaceChildren(...cut.childNodes);
      return true;
    } catch {
      if (form() !== here) return false;
      localStorage.setItem(RESCUE, JSON.stringify({ place: here.elements.place.value, text }));
      note("Not kept yet: Greenroom does not answer. It is tried again when you go on writing.", true);
      return false;
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  };
  const disagree = (part) => {
    conflict = true;
    by("other").replaceChildren(...part.body.childNodes);
    note("Not kept: another tab was quicker", true);
  };
  document.addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]");
    if (!take && !event.target.closest("[data-keep]")) return;
    const notice = event.target.closest("[data-mark]");
    by("mark").value = notice.dataset.mark;
    if (take) {
      const theirs = by("theirs").textContent;
      by("text").value = theirs === "(nothing)" ? "" : theirs;
    }
    conflict = false;
    by("other").replaceChildren();
    by("text").focus();
    kept = null;
    save();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "text" || !form()) return;
    note("");
    tick();
    later();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "text" && form()) {
      event.preventDefault();
      form().requestSubmit(form().querySelector("button.main"));
    }
  });
  window.addEventListener("pagehide", save);

  // The interviewer does not speak while the microphone is open.
  document.addEventListener("greenroom:recording", () => document.querySelector("[data-voice]")?.pause());

  // ── the clock: it begins when the question is first seen, and goes on over a reload ──
  const began = () => {
    const name = `greenroom-clock-${by("room").dataset.place}`;
    if (!sessionStorage.getItem(name)) sessionStorage.setItem(name, String(Date.now()));
    return Number(sessionStorage.getItem(name));
  };
  const tick = () => {
    const clock = by("clock");
    if (!clock || !form()) return;
    const used = (Date.now() - began()) / 1000;
    const allowed = Number(clock.dataset.allowed);
    const takes = (60 * by("text").value.split(/\s+/u).filter(Boolean).length) / Number(clock.dataset.rate);
    const over = used > allowed + 1 ? `, ${minutes(used - allowed)} over` : "";
    const said = takes ? ` · your words take ${minutes(takes)} to say` : "";
    clock.textContent = `${minutes(used)} of ${minutes(allowed)}${over}${said}`;
    clock.classList.toggle("over", used > allowed + 1 || takes > allowed + 1);
  };
  setInterval(tick, 1000);

  // ── another tab ──
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState === "hidden") return void save();
    const room = by("room");
    if (!form() || saving || dirty() || form().querySelector('[data-recorder]:not([data-state="idle"])')) return;
    try {
      const now = await (await fetch("/rehearse/now", { headers: headers() })).json();
      if (by("room") !== room || dirty()) return;
      if (now.place !== room.dataset.place || now.mark !== by("mark").value) location.reload();
    } catch {
      // The next thing that is sent says that the server is away.
    }
  });

  // ── a question that is new ──
  const arrive = (first) => {
    kept = by("text") ? by("text").defaultValue : "";
    conflict = Boolean(by("other") && by("other").childElementCount);
    clearTimeout(timer);
    if (!form()) return;
    const rescued = JSON.parse(localStorage.getItem(RESCUE) || "null");
    if (rescued && rescued.place === by("room").dataset.place && rescued.text !== kept) by("text").value = rescued.text;
    if (rescued && rescued.place !== by("room").dataset.place) localStorage.removeItem(RESCUE);
    note(by("saved").dataset.saved);
    tick();
    if (dirty()) later();
    const voice = by("room").querySelector("[data-voice]");
    if (voice) voice.play().catch(() => {}); // a browser may want a click first; the controls are there
    if (!first) {
      by("said").textContent = by("question").textContent;
      by("question").focus({ preventScroll: true });
      window.scrollTo({ top: 0, behavior: "instant" });
    }
  };
  document.addEventListener("htmx:afterSettle", () => by("room") && by("room").dataset.seen === undefined && begin(false));
  const begin = (first) => {
    by("room").dataset.seen = "";
    arrive(first);
  };
  // An answer waits for the draft that is on its way, whose mark it needs.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.elt !== form()) return;
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    saving.then(() => event.detail.issueRequest(true));
  });
  begin(true);
})();
