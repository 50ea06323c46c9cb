// The loop plan: a story is dragged to a slot, which chooses it in the list of that slot and plans again.
"use strict";
(() => {
  let dragged = null;
  const ready = () => document.querySelectorAll(".chip[data-story]").forEach((chip) => { chip.draggable = true; });
  const slotOf = (event) => (event.target instanceof Element ? event.target.closest("[data-slot]") : null);
  const listOf = (slot) => document.getElementById(`slot-${slot.dataset.slot}`);
  const fits = (slot) => Boolean(dragged) && [...listOf(slot).options].some((one) => one.value === dragged.dataset.story);
  const clear = () => document.querySelectorAll(".slot.over").forEach((slot) => slot.classList.remove("over"));

  document.addEventListener("dragstart", (event) => {
    dragged = event.target instanceof Element ? event.target.closest(".chip[data-story]") : null;
    if (dragged) {
      event.dataTransfer.setData("text/plain", dragged.textContent);
      event.dataTransfer.effectAllowed = "move";
    }
  });
  document.addEventListener("dragover", (event) => {
    const slot = slotOf(event);
    clear();
    if (slot && fits(slot)) {
      event.preventDefault();
      slot.classList.add("over");
    }
  });
  document.addEventListener("drop", (event) => {
    const slot = slotOf(event);
    clear();
    if (!slot || !fits(slot)) return;
    event.preventDefault();
    // It leaves the slot where it was put by hand before.
    document.querySelectorAll("#told select").forEach((list) => {
      if (list.value === dragged.dataset.story) list.value = "";
    });
    listOf(slot).value = dragged.dataset.story;
    dragged = null;
    document.getElementById("told").requestSubmit();
  });
  document.addEventListener("dragend", () => { dragged = null; clear(); });
  document.addEventListener("htmx:afterSettle", () => {
    ready();
    document.getElementById("h-plan")?.focus({ preventScroll: true });
  });
  ready();
})();
