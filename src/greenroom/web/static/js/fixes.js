// Fixes that are tried: facts stay when the review is made anew, and what was tried is taken or left.
"use strict";
(() => {
  const form = document.getElementById("ask");
  const text = document.getElementById("text");
  const facts = new Map();
  const fields = () => document.querySelectorAll("#result .frame input");

  document.addEventListener("input", (event) => {
    if (event.target.matches(".frame input")) facts.set(event.target.name, event.target.value);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const field of fields()) {
      if (!field.value && facts.has(field.name)) field.value = facts.get(field.name);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".frame input")) return;
    event.preventDefault(); // else the first button of the form would be pressed, which saves or compares
    event.target.closest("li").querySelector("[data-try]").click();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-discard]")) return;
    const place = event.target.closest("[aria-live]");
    place.replaceChildren();
    place.closest("li").querySelector("[data-try]").focus();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-take]")) return;
    event.preventDefault();
    event.stopPropagation();
    const taken = event.target.elements.text.value;
    document.getElementById("file").value = "";
    document.getElementById("file").dispatchEvent(new Event("change", { bubbles: true }));
    form.elements.answer.value = "";
    form.elements.heard.value = "";
    text.focus({ preventScroll: true });
    text.select();
    // The browser's own way of writing, so that its undo brings the text back.
    if (!document.execCommand("insertText", false, taken)) text.value = taken;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("said").textContent = "Taken into your answer; it is reviewed anew.";
    form.requestSubmit();
  }, true);
})();
