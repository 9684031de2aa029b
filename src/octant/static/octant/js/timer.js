// Counts down what the server says is left. The device's own clock does not matter: only seconds passing by.

const seen = new WeakMap(); // element -> { left, at }

function tick() {
  for (const element of document.querySelectorAll("[data-timer]")) {
    const left = Number(element.dataset.left);
    let known = seen.get(element);
    if (!known || known.left !== left) seen.set(element, (known = { left, at: performance.now() }));
    const passed = "running" in element.dataset ? (performance.now() - known.at) / 1000 : 0;
    const rest = Math.round(left - passed);
    const text = `${rest < 0 ? "−" : ""}${Math.floor(Math.abs(rest) / 60)}:${String(Math.abs(rest) % 60).padStart(2, "0")}`;
    if (element.textContent !== text) element.textContent = text;
    element.toggleAttribute("data-over", rest < 0);
  }
}

tick();
setInterval(tick, 500);
