// <form data-draft="NAME">: what is typed stays in this tab, over a reload, a fault and going back, until the tab is closed.
"use strict";
(() => {
  const KEY = "greenroom-draft-";
  const read = (name) => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY + name)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (name, kept) => {
    try {
      sessionStorage.setItem(KEY + name, JSON.stringify(kept));
    } catch {
      // No room, or none allowed: the page works without.
    }
  };
  const fields = (form) =>
    [...form.elements].filter((one) => one.matches("textarea[name], select[name], input[name]:not([type=hidden], [type=file])"));

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const name = form.dataset.draft;
    const kept = read(name);
    // A form that comes filled in, or by an address that says how to fill it in, stays as it came.
    const asCame = location.search !== "" || [...form.querySelectorAll("textarea")].some((one) => one.value !== "");
    if (!asCame) {
      for (const field of fields(form)) {
        if (typeof kept[field.name] === "string" && field.value !== kept[field.name]) {
          const before = field.value;
          field.value = kept[field.name];
          if (field.value !== kept[field.name]) field.value = before; // an option that is no more
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
      }
    }
    const keep = () => write(name, Object.fromEntries(fields(form).map((field) => [field.name, field.value])));
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", keep);
  }
})();
