// A file can be dropped anywhere on the form of the page that reviews, and be left out again.
"use strict";
(() => {
  const form = document.getElementById("ask");
  const input = document.getElementById("file");
  const chosen = document.getElementById("file-chosen");
  const said = document.getElementById("said");

  const show = () => {
    const file = input.files[0];
    chosen.hidden = !file;
    chosen.querySelector("span").textContent = file ? file.name : "";
  };
  input.addEventListener("change", show);
  chosen.querySelector("button").addEventListener("click", () => {
    input.value = "";
    show();
    input.focus();
  });

  const holdsFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      form.classList.add("dropping");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("dropping");
  });
  form.addEventListener("drop", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    form.classList.remove("dropping");
    if (event.dataTransfer.files.length !== 1) {
      said.textContent = "Drop one file: one answer is reviewed at a time.";
      return;
    }
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = `${input.files[0].name} is chosen.`;
    form.querySelector(".button.main").focus();
  });
  // Beside the form a dropped file would replace the page, and what was typed with it.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => holdsFile(event) && !form.contains(event.target) && event.preventDefault());
  }
})();
