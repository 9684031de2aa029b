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
function turn() {
  const list = document.querySelector("[data-pages]");
  if (!list) return;
  const pages = Math.ceil((list.scrollHeight - 4) / list.clientHeight);
  const line = document.querySelector("[data-page-of]");
  if (line) line.hidden = pages < 2;
  if (pages < 2) return;
  if (Date.now() - turned > PAGE) {
    turned = Date.now();
    const last = list.scrollTop + list.clientHeight >= list.scrollHeight - 4;
    list.scrollTo({ top: last ? 0 : list.scrollTop + list.clientHeight * 0.9, behavior: calm ? "instant" : "smooth" });
  }
  if (line) line.textContent = `${Math.min(pages, Math.round(list.scrollTop / (list.clientHeight * 0.9)) + 1)} / ${pages}`;
}

setInterval(() => (tick(), turn()), 500);
document.addEventListener("htmx:after:swap", tick);
tick();

document.querySelector("[data-full-screen]")?.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
});
