// The picture of the network: drawn with the graphics card from places that the server worked out. Everything
// it shows stands in the table of the page as well; without it the page has a plain drawing instead.

/* global graphology, Sigma */

import { Plane } from "./network-plane.js";
import { MOST_WHILE_MOVED, movement, programs, shapeOf } from "./network-programs.js";

const MOST_NEIGHBOURS = 60;
const MANY_TIES = 5000; // above that, they are hairlines
const STILL_AFTER = 150; // milliseconds without a movement
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function colours(root) {
  // A colour that depends on light and dark is only known once an element has it.
  const probe = document.createElement("span");
  probe.hidden = true;
  root.append(probe);
  const known = new Map();
  const read = (name) => {
    if (!known.has(name)) {
      probe.style.color = `var(${name}, var(--unknown))`;
      known.set(name, hex(getComputedStyle(probe).color));
    }
    return known.get(name);
  };
  return { read, done: () => probe.remove() };
}

// Sigma reads #rrggbb; a browser may answer in any notation.
function hex(colour) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function colourName(by, sector, community) {
  if (by === "community") return community >= 0 ? `--community-${community}` : "--unknown";
  return sector ? `--sector-${sector}` : "--unknown";
}

function build({ nodes, ties }, by, read, scale) {
  const graph = new graphology.Graph({ type: "undirected" });
  for (const [pk, name, sector, x, y, size, community, degree] of nodes) {
    const colour = read(colourName(by, sector, community));
    const shape = shapeOf(sector);
    graph.addNode(String(pk), { label: name, sector, shape, x, y, size: size * scale, color: colour, degree });
  }
  const tie = { color: lightened(read("--tie"), read("--surface"), ties.length), size: 2 };
  tie.type = ties.length > MANY_TIES ? "hair" : "tie";
  for (const [one, other] of mixed(ties)) graph.addEdge(String(nodes[one][0]), String(nodes[other][0]), { ...tie });
  return graph;
}

// The more ties, the nearer to the ground; network_picture.py does the same.
function lightened(colour, ground, ties) {
  const kept = Math.min(1, Math.max(0.35, (500 / Math.max(1, ties)) ** 0.3));
  const part = (text, at) => parseInt(text.slice(at, at + 2), 16);
  const mix = (at) => Math.round(kept * part(colour, at) + (1 - kept) * part(ground, at));
  return `#${[1, 3, 5].map((at) => mix(at).toString(16).padStart(2, "0")).join("")}`;
}

// In an order of their own, the same each time: the first ones are spread over all.
function mixed(ties) {
  let step = Math.round(ties.length * 0.618) || 1;
  while (divisor(step, ties.length) > 1) step += 1;
  return ties.map((_tie, at) => ties[(at * step) % ties.length]);
}

function divisor(one, other) {
  return other ? divisor(other, one % other) : one;
}

function ends(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

function numbers(text) {
  return text ? text.split(",") : [];
}

class Picture {
  constructor(root, data) {
    this.root = root;
    this.stage = root.querySelector("[data-stage]");
    this.panel = root.querySelector("[data-panel]");
    this.find = root.querySelector("#network-find");
    this.data = data;
    this.chosen = null;
    this.path = new Set(numbers(root.dataset.path));
    this.near = new Set();
    this.draw();
    this.listen();
    const [first] = numbers(root.dataset.focus);
    if (first) this.choose(first);
  }

  draw() {
    const palette = colours(this.root);
    const scale = Math.max(0.5, Math.min(1, this.stage.clientWidth / 1000)); // small dots on a phone
    this.graph = build(this.data, this.root.dataset.colour, palette.read, scale);
    this.strong = palette.read("--tie-chosen");
    this.ink = palette.read("--ink");
    this.ground = palette.read("--surface");
    this.faint = palette.read("--line");
    palette.done();
    const camera = this.sigma?.getCamera().getState();
    this.sigma?.kill();
    if (!this.sigma) this.stage.replaceChildren();
    this.stage.dataset.live = "";
    this.sigma = new Sigma(this.graph, this.stage, {
      ...programs,
      allowInvalidContainer: true,
      renderLabels: false,
      defaultDrawNodeHover: (context, data) => this.plane.hover(context, data),
      minEdgeThickness: 1.2,
      stagePadding: 36,
      zIndex: true,
      nodeReducer: (node, attributes) => this.shownNode(node, attributes),
      edgeReducer: (edge, attributes) => this.shownTie(edge, attributes),
    });
    this.plane = new Plane(this.sigma, this.graph, { ink: this.ink, ground: this.ground, strong: this.strong });
    if (camera) this.sigma.getCamera().setState(camera);
    this.sigma.getCamera().on("updated", () => this.moved());
    this.root.parentElement.querySelector("[data-thinned]").hidden = this.graph.size <= MOST_WHILE_MOVED;
    this.sigma.on("clickNode", ({ node }) => this.choose(node));
    this.sigma.on("clickStage", () => this.choose(null));
    this.root.dataset.drawn = "";
  }

  shownNode(node, attributes) {
    if (this.path.size) {
      return this.path.has(node)
        ? { ...attributes, forceLabel: true, zIndex: 1 }
        : { ...attributes, color: this.faint, label: "" };
    }
    if (!this.chosen) return attributes;
    if (node === this.chosen) return { ...attributes, highlighted: true, forceLabel: true, zIndex: 2 };
    if (this.near.has(node)) return { ...attributes, forceLabel: this.near.size < 25, zIndex: 1 };
    return { ...attributes, color: this.faint, label: "" };
  }

  shownTie(edge, attributes) {
    if (!this.path.size && !this.chosen) return attributes;
    const [one, other] = this.graph.extremities(edge);
    const shown = this.path.size
      ? this.path.has(one) && this.path.has(other)
      : one === this.chosen || other === this.chosen;
    return shown
      ? { ...attributes, type: "tie", color: this.strong, size: 3, zIndex: 1 }
      : { ...attributes, hidden: true };
  }

  moved() {
    movement.going = true;
    clearTimeout(this.stilled);
    this.stilled = setTimeout(() => {
      movement.going = false;
      this.sigma.scheduleRender();
    }, STILL_AFTER);
  }

  choose(node) {
    this.path.clear();
    this.chosen = node && this.graph.hasNode(node) ? node : null;
    this.near = new Set(this.chosen ? this.graph.neighbors(this.chosen) : []);
    this.plane.forget();
    this.sigma.refresh({ skipIndexation: true });
    this.takeAlong();
    this.describe();
    if (this.chosen) this.lookAt();
  }

  // What is downloaded shows who is chosen as well.
  takeAlong() {
    for (const link of this.root.parentElement.querySelectorAll("[data-picture]")) {
      const address = new URL(link.href);
      address.searchParams.delete("path");
      address.searchParams.delete("focus");
      if (this.chosen) address.searchParams.set("focus", this.chosen);
      link.href = address;
    }
  }

  // So close that whoever was chosen and its neighbours fill the picture.
  lookAt() {
    const shown = [this.chosen, ...this.near].map((node) => this.sigma.getNodeDisplayData(node));
    const { width, height } = this.sigma.getDimensions();
    const [left, right] = ends(shown.map(({ x }) => x));
    const [bottom, top] = ends(shown.map(({ y }) => y));
    const room = 1.3 * Math.max(top - bottom, ((right - left) * height) / width);
    const state = { x: (left + right) / 2, y: (bottom + top) / 2, ratio: Math.min(1, Math.max(0.15, room)) };
    const camera = this.sigma.getCamera();
    if (calm.matches) camera.setState(state);
    else camera.animate(state, { duration: 300 });
  }

  describe() {
    this.panel.hidden = !this.chosen;
    if (!this.chosen) return this.panel.replaceChildren();
    const { label, sector, degree } = this.graph.getNodeAttributes(this.chosen);
    const content = document.getElementById("network-panel").content.cloneNode(true);
    const part = (name) => content.querySelector(`[data-${name}]`);
    part("name").textContent = label;
    part("name").dir = "auto";
    part("sector").textContent = this.data.sectors[sector] ?? "–";
    part("ties").textContent = degree.toLocaleString(document.documentElement.lang);
    part("organisation").href = this.root.dataset.organisationUrl.replace("/0/", `/${this.chosen}/`);
    part("node").href = this.root.dataset.nodeUrl.replace("/0/", `/${this.chosen}/`);
    part("close").addEventListener("click", () => {
      this.choose(null);
      this.find.focus();
    });
    const names = [...this.near].map((pk) => [pk, this.graph.getNodeAttribute(pk, "label")]);
    names.sort((a, b) => a[1].localeCompare(b[1], document.documentElement.lang));
    part("more").hidden = names.length <= MOST_NEIGHBOURS;
    part("neighbours").replaceChildren(
      ...names.slice(0, MOST_NEIGHBOURS).map(([pk, name]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = name;
        button.dir = "auto";
        button.addEventListener("click", () => {
          this.choose(pk);
          this.panel.querySelector("button")?.focus();
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
    this.panel.replaceChildren(content);
    return undefined;
  }

  // What the graphics card has drawn is not printed; a copy of what is seen is.
  copy() {
    this.sigma.render();
    const { edges, nodes, labels, hovers, hoverNodes } = this.sigma.getCanvases();
    const paper = document.createElement("canvas");
    paper.className = "network__paper";
    paper.width = edges.width;
    paper.height = edges.height;
    const context = paper.getContext("2d");
    context.fillStyle = this.ground;
    context.fillRect(0, 0, paper.width, paper.height);
    for (const layer of [edges, nodes, labels, hovers, hoverNodes]) context.drawImage(layer, 0, 0);
    this.stage.append(paper);
  }

  zoom(way) {
    const camera = this.sigma.getCamera();
    const { ratio } = camera.getState();
    const state = { in: { ratio: ratio / 1.5 }, out: { ratio: ratio * 1.5 }, all: { x: 0.5, y: 0.5, ratio: 1 } }[way];
    if (way === "all") this.choose(null);
    if (calm.matches) camera.setState({ ...camera.getState(), ...state });
    else camera.animate(state, { duration: 200 });
  }

  // The page goes on scrolling over the picture: only two fingers, or the wheel with Ctrl, change its size.
  leaveScrolling() {
    const past = (event) => {
      const meant = event.type === "wheel" ? event.ctrlKey || event.metaKey : event.touches.length > 1;
      if (!meant) event.stopPropagation();
    };
    for (const type of ["wheel", "touchstart", "touchmove"]) {
      this.stage.addEventListener(type, past, { capture: true, passive: true });
    }
  }

  listen() {
    this.leaveScrolling();
    this.root.querySelector("[data-tools]").addEventListener("submit", (event) => event.preventDefault());
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) this.zoom(button.dataset.zoom);
    });
    this.find.addEventListener("change", () => {
      const { value } = document.getElementById("network-found");
      if (value && value !== this.chosen) this.choose(value); // leaving the field tells the same once more
    });
    // What is still to come above or beside it may change its room without a word from the window.
    new ResizeObserver(() => this.sigma.scheduleRefresh()).observe(this.stage);
    addEventListener("beforeprint", () => this.copy());
    addEventListener("afterprint", () => this.stage.querySelector(".network__paper")?.remove());
    const redraw = () => this.draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-color-scheme"] });
  }
}

async function start() {
  const root = document.querySelector("[data-network]:not([data-begun])");
  if (!root) return;
  root.dataset.begun = "";
  try {
    const answer = await fetch(root.dataset.network, { headers: { Accept: "application/json" } });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    const picture = new Picture(root, await answer.json());
    root.dispatchEvent(new CustomEvent("octant:network", { bubbles: true, detail: picture }));
  } catch (error) {
    // No graphics card, no connection: the plain drawing stays, if the page has one.
    const stage = root.querySelector("[data-stage]");
    delete stage.dataset.live;
    if (!stage.querySelector("img")) {
      stage.replaceChildren(document.getElementById("network-failed").content.cloneNode(true));
    }
    root.querySelector("[data-tools]").hidden = true;
    console.warn("The picture of the network:", error);
  }
}

document.addEventListener("htmx:after:swap", start);
start();
