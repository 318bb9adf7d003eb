// On a phone the bar of ways goes on beyond the edge: the way one is on is brought into view.
const bar = document.querySelector(".top nav ul");
const current = bar?.querySelector("[aria-current]");
if (current) {
  const [around, here] = [bar.getBoundingClientRect(), current.getBoundingClientRect()];
  bar.scrollLeft += here.left - around.left - (around.width - here.width) / 2;
}
