// What every page does beside htmx: faults come and go, and a choice can be sent again where something was made with it.
"use strict";
(() => {
  const fault = () => document.getElementById("fault");

  document.addEventListener("htmx:beforeRequest", () => fault().replaceChildren());
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === fault()) {
      fault().scrollIntoView({ block: "nearest" });
    }
  });
  document.addEventListener("htmx:sendError", () => {
    const notice = document.createElement("div");
    notice.className = "notice bad";
    const text = document.createElement("p");
    text.textContent = "Greenroom does not answer. Start greenroom serve again; what is on this page stays here.";
    notice.append(text);
    fault().replaceChildren(notice);
    fault().scrollIntoView({ block: "nearest" });
  });

  // <button data-set="NAME" value="VALUE">: chooses VALUE in the field with the id NAME, as if it had been chosen there.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set]");
    if (button && button.getAttribute("aria-pressed") !== "true") {
      const field = document.getElementById(button.dataset.set);
      field.value = button.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  // <select data-again>: sends its form again, where the form has made something already.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!event.target.hasAttribute("data-again") || !form) {
      return;
    }
    const made = document.querySelector(form.getAttribute("hx-target"));
    if (made && made.childElementCount > 0) {
      form.dataset.again = String(window.scrollY);
      form.requestSubmit();
    }
  });
  // The place belongs to that request: another may be sent before its answer stands.
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target;
    if (form.dataset.again) {
      event.detail.again = form.dataset.again;
      delete form.dataset.again;
    }
  });
})();
