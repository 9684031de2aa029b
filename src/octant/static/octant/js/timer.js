// Counts down what the server says is left. The device's own clock does not matter: only seconds passing by.

const seen = new WeakMap(); // element -> { left, running, at }

function tick() {
  for (const element of document.querySelectorAll("[data-timer]")) {
    const left = Number(element.dataset.left);
    const running = "running" in element.dataset;
    let known = seen.get(element);
    if (known?.left !== left || known.running !== running) seen.set(element, (known = { left, running, at: performance.now() }));
    const passed = running ? (performance.now() - known.at) / 1000 : 0;
    const rest = Math.round(left - passed);
    const text = `${rest < 0 ? "−" : ""}${Math.floor(Math.abs(rest) / 60)}:${String(Math.abs(rest) % 60).padStart(2, "0")}`;
    if (element.textContent !== text) element.textContent = text;
    element.toggleAttribute("data-over", rest < 0);
  }
}

tick();
setInterval(tick, 500);
document.addEventListener("htmx:after:swap", tick); // what the server sends has no figures in it
