// The projector: time that runs, long lists page by page, full screen.

const PAGE = 9000; // ms that one page of a long list stands

const stage = document.querySelector("[data-server-now]");
const skew = Number(stage.dataset.serverNow) * 1000 - Date.now(); // the clock of a PC in a hall may be wrong
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

const clock = (left) => `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;

function tick() {
  const timer = document.getElementById("wall-timer");
  if (!timer) return;
  const { ends, left, over } = timer.dataset;
  const seconds = left ? Number(left) : Math.round(Number(ends) - (Date.now() + skew) / 1000);
  const text = seconds > 0 || left ? clock(Math.max(0, seconds)) : over;
  if (timer.textContent !== text) timer.textContent = text;
  timer.classList.toggle("is-over", seconds <= 0 && !left);
}

// What does not fit on the wall is shown page after page.
let turned = Date.now();
const behavior = calm ? "instant" : "smooth";

// Columns of a set height go on to the side, everything else downwards.
function sideways(list) {
  const style = getComputedStyle(list);
  const gap = parseFloat(style.columnGap) || 0;
  const way = style.direction === "rtl" ? -1 : 1;
  const go = (to) => list.scrollTo({ left: to * way, behavior });
  const pages = Math.ceil((list.scrollWidth + gap - 4) / (list.clientWidth + gap));
  const seen = Math.abs(list.scrollLeft);
  return { pages, size: list.clientWidth + gap, seen, isLast: seen >= list.scrollWidth - list.clientWidth - 4, go };
}

function downwards(list) {
  const go = (to) => list.scrollTo({ top: to, behavior });
  const size = list.clientHeight * 0.92; // a page repeats the last line of the one before
  const pages = 1 + Math.ceil(Math.max(0, list.scrollHeight - list.clientHeight - 4) / size);
  const seen = list.scrollTop;
  return { pages, size, seen, isLast: seen >= list.scrollHeight - list.clientHeight - 4, go };
}

function turn() {
  const list = document.querySelector("[data-pages]");
  if (!list) return;
  const line = document.querySelector("[data-page-of]");
  const { pages, size, seen, isLast, go } = list.scrollWidth > list.clientWidth + 4 ? sideways(list) : downwards(list);
  if (line) line.hidden = pages < 2;
  if (pages < 2) return go(0);
  let page = isLast ? pages - 1 : Math.min(pages - 2, Math.round(seen / size)); // the last step may be a short one
  if (Date.now() - turned > PAGE) {
    turned = Date.now();
    page = page + 1 < pages ? page + 1 : 0;
    go(page * size);
  }
  if (line) line.textContent = `${page + 1} / ${pages}`;
}

setInterval(() => (tick(), turn()), 500);
document.addEventListener("htmx:after:swap", tick);
tick();

document.querySelector("[data-full-screen]")?.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
});
