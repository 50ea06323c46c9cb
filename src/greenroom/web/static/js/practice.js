// Quiz, revision, calibration: keys for what is on the page, and the focus on what came.
"use strict";
(() => {
  const typing = (event) =>
    event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
  const press = (key) => {
    const button = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.offsetParent !== null);
    if (button) button.click();
    return Boolean(button);
  };

  document.addEventListener("keydown", (event) => {
    if (event.repeat || typing(event)) return;
    // Space on what has the focus does what it does everywhere.
    if (event.key === " " && event.target.closest("button, a, summary, input, [tabindex='0']")) return;
    if (press(event.key === " " ? "space" : event.key.toLowerCase())) event.preventDefault();
  });

  // The name of this tab: the same after a reload, another in a tab that was opened beside it.
  const [visit] = performance.getEntriesByType("navigation");
  const tab = (visit && visit.type === "reload" && sessionStorage.getItem("tab")) || crypto.getRandomValues(new Uint32Array(4)).join("-");
  sessionStorage.setItem("tab", tab);
  const name = () => document.querySelectorAll('input[name="tab"]').forEach((field) => { field.value = tab; });
  document.addEventListener("htmx:afterSettle", name);
  name();

  // What changes is not kept until the answer says so.
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.closest("#sheet, #part");
      const sign = form && form.querySelector("#kept p");
      if (sign) sign.remove();
    });
  }

  const look = () => {
    const came = document.querySelector("[data-focus]");
    if (came) came.focus({ preventScroll: true });
  };
  document.addEventListener("htmx:afterSettle", look);
  look();

  // A card that is turned over: the focus goes to its answer, so that it is read out.
  document.addEventListener("toggle", (event) => {
    const back = event.target.open && event.target.querySelector("[data-back]");
    if (back) back.focus({ preventScroll: true });
  }, true);
})();
