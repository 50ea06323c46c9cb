// The page that compares: where the eye goes when the comparison is there.
"use strict";
document.addEventListener("htmx:afterSettle", (event) => {
  const form = document.getElementById("compare");
  if (event.detail.target.id !== "result") return;
  if (form.dataset.again) {
    window.scrollTo({ top: Number(form.dataset.again), behavior: "instant" });
    delete form.dataset.again;
    return;
  }
  document.getElementById("h-compared").focus({ preventScroll: true });
  document.getElementById("result").scrollIntoView();
});
