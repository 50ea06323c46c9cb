// The map: one stop for the tab key, the arrow keys go from field to field.
"use strict";
(() => {
  const table = document.querySelector(".map table");
  if (!table) return;
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("a")));
  const every = rows.flat().filter(Boolean);
  every.forEach((link, n) => { link.tabIndex = n ? -1 : 0; });
  const place = (link) => {
    const row = rows.findIndex((each) => each.includes(link));
    return [row, row < 0 ? -1 : rows[row].indexOf(link)];
  };
  const go = (link) => {
    every.forEach((each) => { each.tabIndex = each === link ? 0 : -1; });
    link.focus();
  };
  const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  table.addEventListener("keydown", (event) => {
    const [row, column] = place(event.target);
    const step = STEPS[event.key];
    if (row < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    let next = null;
    if (step) {
      let [r, c] = [row + step[0], column + step[1]];
      while (rows[r] && c >= 0 && c < rows[r].length && !rows[r][c]) {
        r += step[0];
        c += step[1];
      }
      next = rows[r]?.[c] ?? null;
    } else if (event.key === "Home" || event.key === "End") {
      const there = rows[row].filter(Boolean);
      next = event.key === "Home" ? there[0] : there[there.length - 1];
    } else {
      return;
    }
    event.preventDefault();
    if (next) go(next);
  });
  table.addEventListener("focusin", (event) => {
    if (place(event.target)[0] >= 0) every.forEach((each) => { each.tabIndex = each === event.target ? 0 : -1; });
  });
})();
