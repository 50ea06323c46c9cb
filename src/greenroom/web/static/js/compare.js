// The page that compares: where the eye goes when the comparison is there.
"use strict";
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "result") return;
  const again = event.detail.requestConfig?.again;
  if (again) {
    window.scrollTo({ top: Number(again), behavior: "instant" });
    return;
  }
  document.getElementById("h-compared").focus({ preventScroll: true });
  document.getElementById("result").scrollIntoView();
});
