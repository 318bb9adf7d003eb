// In a list of rows the arrows, or j and k, go from row to row: to the first link of each. Only while the focus is in the list.
document.addEventListener("keydown", (pressed) => {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[pressed.key];
  const row = document.activeElement?.closest("[data-rows] > li");
  if (!step || !row || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
  if (document.activeElement.matches("input, select, textarea")) return;
  const rows = [...document.querySelectorAll("[data-rows] > li")];
  const next = rows[rows.indexOf(row) + step]?.querySelector("a");
  if (!next) return;
  pressed.preventDefault();
  next.focus();
});
