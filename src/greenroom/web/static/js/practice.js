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
