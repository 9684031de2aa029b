// The picture of the network: drawn with the graphics card from places that the server worked out. Everything
// it shows stands in the table of the page as well; without it the page has a plain drawing instead.

/* global graphology, Sigma */

const MOST_NEIGHBOURS = 60;
const LARGE = 2000; // above that, ties are left out while the picture is moved
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
    graph.addNode(String(pk), { label: name, sector, x, y, size: size * scale, color: colour, degree });
  }
  const colour = read("--tie");
  const large = nodes.length > LARGE;
  for (const [one, other] of ties) {
    graph.addEdge(String(nodes[one][0]), String(nodes[other][0]), { color: colour, size: large ? 0.7 : 2 });
  }
  return graph;
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
    this.tie = palette.read("--tie");
    this.strong = palette.read("--tie-chosen");
    this.ink = palette.read("--ink");
    this.faint = palette.read("--line");
    palette.done();
    const camera = this.sigma?.getCamera().getState();
    this.sigma?.kill();
    if (!this.sigma) this.stage.replaceChildren();
    this.stage.dataset.live = "";
    const large = this.graph.order > LARGE;
    this.sigma = new Sigma(this.graph, this.stage, {
      allowInvalidContainer: true,
      hideEdgesOnMove: large,
      hideLabelsOnMove: large,
      labelFont: "Inter, sans-serif",
      labelColor: { color: this.ink },
      labelRenderedSizeThreshold: large ? 10 : 7,
      labelDensity: 0.5,
      labelGridCellSize: 160,
      minEdgeThickness: large ? 0.5 : 1.7,
      zIndex: true,
      nodeReducer: (node, attributes) => this.shownNode(node, attributes),
      edgeReducer: (edge, attributes) => this.shownTie(edge, attributes),
    });
    if (camera) this.sigma.getCamera().setState(camera);
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
    return shown ? { ...attributes, color: this.strong, size: 3, zIndex: 1 } : { ...attributes, hidden: true };
  }

  choose(node) {
    this.path.clear();
    this.chosen = node && this.graph.hasNode(node) ? node : null;
    this.near = new Set(this.chosen ? this.graph.neighbors(this.chosen) : []);
    this.sigma.refresh({ skipIndexation: true });
    this.describe();
    if (this.chosen) this.lookAt(this.chosen);
  }

  lookAt(node) {
    const at = this.sigma.getNodeDisplayData(node);
    if (!at) return;
    const camera = this.sigma.getCamera();
    const state = { x: at.x, y: at.y, ratio: Math.min(camera.getState().ratio, 0.6) };
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
