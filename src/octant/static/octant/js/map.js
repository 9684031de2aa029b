// The map of organisations: drawn with the graphics card from outlines and points of our own server. All it
// shows stands in the table beside it; where it cannot be drawn, the page keeps its plain drawing.

const MOST_LISTED = 60;
const CLOSEST = 10; // the outlines show nothing more beyond this scale
const CLOSEST_WITH_TILES = 17;
const NEAR = 7; // from this scale on names stand beside the marks
const SECTORS = ["public", "private", "social", "academic", ""];
const DARK = matchMedia("(prefers-color-scheme: dark)");
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/; // needs shaping that the map does not do; the card does

function colours(root) {
  // A colour that depends on light and dark is only known once an element has it.
  const probe = document.createElement("span");
  probe.hidden = true;
  root.append(probe);
  const read = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ["map-sea", "map-land", "map-border", "map-town", "ink", "ground", "surface", "accent", "unknown"];
  const found = Object.fromEntries(names.map((name) => [name, read(`--${name}`)]));
  for (const sector of SECTORS) found[`sector-${sector}`] = sector ? read(`--sector-${sector}`) : found.unknown;
  probe.remove();
  return found;
}

// The same shapes as in the legend and in the printed map.
function mark(sector, palette) {
  const size = 40;
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.translate(size / 2, size / 2);
  context.beginPath();
  if (sector === "public") context.rect(-11, -11, 22, 22);
  else if (sector === "private") polygon(context, [[0, -15], [13, 11], [-13, 11]]);
  else if (sector === "academic") polygon(context, [[0, -16], [16, 0], [0, 16], [-16, 0]]);
  else context.arc(0, 0, sector ? 12.5 : 10, 0, 2 * Math.PI);
  context.lineWidth = sector ? 5 : 12;
  context.strokeStyle = sector ? palette.surface : palette["sector-"];
  context.stroke();
  context.fillStyle = sector ? palette[`sector-${sector}`] : palette.surface;
  context.fill();
  return context.getImageData(0, 0, size, size);
}

// Behind the number of those who stand close together; and, small, where a town is.
function disc(size, fill, edge, width) {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.arc(size / 2, size / 2, (size - width) / 2, 0, 2 * Math.PI);
  context.lineWidth = width;
  context.strokeStyle = edge;
  context.stroke();
  context.fillStyle = fill;
  context.fill();
  return context.getImageData(0, 0, size, size);
}

function polygon(context, corners) {
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
}

function style(data, { outlines, tiles }, palette, dark) {
  const text = { "text-font": ["Inter"], "text-size": 12.5 };
  const beside = {
    "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1, "text-justify": "auto",
  };
  const halo = { "text-halo-color": palette["map-land"], "text-halo-width": 1.5 };
  const single = ["!", ["has", "point_count"]];
  const sources = {
    outlines: { type: "geojson", data: new URL(outlines, location.href).href, maxzoom: 9, tolerance: 0.2 },
    organisations: {
      type: "geojson", data, cluster: true, clusterRadius: 40, clusterMaxZoom: tiles ? CLOSEST_WITH_TILES : CLOSEST,
    },
    chosen: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
  };
  if (tiles) sources.tiles = { type: "raster", tiles: [tiles], tileSize: 256, maxzoom: 19 };
  const dimmed = dark ? { "raster-brightness-max": 0.6, "raster-saturation": -0.5 } : { "raster-saturation": -0.4 };
  const background = tiles
    ? [{ id: "tiles", type: "raster", source: "tiles", paint: dimmed }]
    : [{
        id: "towns", type: "symbol", source: "outlines", minzoom: 3, filter: ["has", "size"],
        layout: { ...text, "text-field": ["get", "name"], "symbol-sort-key": ["-", 0, ["get", "size"]], "text-padding": 10, ...beside,
          "text-radial-offset": 1, "icon-image": "town", "icon-allow-overlap": true },
        paint: { ...halo, "text-color": palette["map-town"] },
      }];
  return {
    version: 8,
    sources,
    layers: [
      { id: "sea", type: "background", paint: { "background-color": palette["map-sea"] } },
      { id: "land", type: "fill", source: "outlines", filter: ["!", ["has", "size"]], paint: { "fill-color": palette["map-land"] } },
      { id: "borders", type: "line", source: "outlines", filter: ["!", ["has", "size"]], paint: { "line-color": palette["map-border"], "line-width": 1 } },
      ...background,
      {
        id: "one", type: "symbol", source: "organisations", filter: single,
        layout: {
          ...text, "icon-image": ["concat", "mark-", ["get", "sector"]], "icon-allow-overlap": true,
          "text-field": ["step", ["zoom"], "", NEAR, ["get", "label"]], "text-optional": true, ...beside,
        },
        paint: { ...halo, "text-color": palette.ink },
      },
      {
        id: "many", type: "symbol", source: "organisations", filter: ["has", "point_count"],
        layout: {
          ...text, "icon-image": "many", "icon-allow-overlap": true, "text-allow-overlap": true,
          "icon-size": ["interpolate", ["linear"], ["sqrt", ["get", "point_count"]], 1, 0.55, 30, 1.1],
          "text-field": ["to-string", ["get", "point_count"]],
        },
        paint: { "text-color": palette.ground },
      },
      {
        id: "ring", type: "circle", source: "chosen",
        paint: { "circle-radius": 16, "circle-opacity": 0, "circle-stroke-color": palette.accent, "circle-stroke-width": 4 },
      },
    ],
  };
}

function bounds(features) {
  const xs = features.map(({ geometry }) => geometry.coordinates[0]);
  const ys = features.map(({ geometry }) => geometry.coordinates[1]);
  const ends = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [180, -180]);
  const [[west, east], [south, north]] = [ends(xs), ends(ys)];
  return [[west, south], [east, north]];
}

class OrganisationMap {
  constructor(stage, library, data) {
    this.stage = stage;
    this.library = library;
    this.data = data;
    this.root = stage.closest("section");
    this.card = this.root.querySelector("[data-card]");
    this.find = this.root.querySelector("#map-find");
    this.byPk = new Map(data.features.map((feature) => [String(feature.properties.pk), feature]));
    this.chosen = null;
    this.draw();
    this.listen();
  }

  draw() {
    const { stage } = this;
    const view = this.map
      ? { center: this.map.getCenter(), zoom: this.map.getZoom() }
      : { bounds: bounds(this.data.features), fitBoundsOptions: { padding: 48, maxZoom: 8 } };
    this.map?.remove();
    const container = stage.querySelector("[data-canvas]");
    container.hidden = false;
    stage.dataset.live = "";
    const palette = colours(this.root);
    const scheme = getComputedStyle(stage).colorScheme;
    const dark = scheme.includes("light") ? scheme.includes("dark") && DARK.matches : scheme.includes("dark");
    this.map = new this.library.Map({
      container,
      style: style(this.data, stage.dataset, palette, dark),
      ...view,
      minZoom: 0.5,
      maxZoom: stage.dataset.tiles ? CLOSEST_WITH_TILES : CLOSEST,
      renderWorldCopies: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      attributionControl: false, // the credit stands below the map
      cooperativeGestures: true, // the page scrolls on where a map is in the way
      locale: {
        "Map.Title": stage.dataset.label,
        "CooperativeGesturesHandler.WindowsHelpText": stage.dataset.scroll,
        "CooperativeGesturesHandler.MacHelpText": stage.dataset.scrollMac,
        "CooperativeGesturesHandler.MobileHelpText": stage.dataset.touch,
      },
    });
    const { map } = this;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    for (const sector of SECTORS) map.addImage(`mark-${sector}`, mark(sector, palette), { pixelRatio: 2 });
    map.addImage("many", disc(92, palette.ink, palette.ground, 5), { pixelRatio: 2 });
    map.addImage("town", disc(10, palette["map-town"], palette["map-land"], 2), { pixelRatio: 2 });
    map.on("click", (event) => this.clicked(event));
    for (const layer of ["one", "many"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
    map.once("idle", () => {
      this.ring();
      stage.dataset.drawn = "";
      stage.dispatchEvent(new CustomEvent("octant:map", { bubbles: true, detail: this }));
    });
  }

  async clicked({ point }) {
    const [found] = this.map.queryRenderedFeatures(point, { layers: ["many", "one"] });
    if (!found) this.choose(null);
    else if (found.properties.cluster) await this.open(found);
    else this.choose(String(found.properties.pk));
  }

  // Closer, until its members part; those who share one place are listed.
  async open(cluster) {
    const source = this.map.getSource("organisations");
    const { cluster_id: id, point_count: count } = cluster.properties;
    const zoom = await source.getClusterExpansionZoom(id);
    const leaves = await source.getClusterLeaves(id, MOST_LISTED, 0);
    const [[west, south], [east, north]] = bounds(leaves);
    const together = count <= MOST_LISTED && east - west < 1e-4 && north - south < 1e-4;
    if (together || zoom > this.map.getMaxZoom()) this.describeMany(leaves, count);
    else this.map.easeTo({ center: cluster.geometry.coordinates, zoom: zoom + 0.2 });
  }

  choose(pk, { near = false } = {}) {
    this.chosen = pk && this.byPk.has(pk) ? pk : null;
    this.ring();
    this.describeOne();
    if (this.chosen) this.lookAt(near ? 9 : 0);
  }

  // A row of the table that has the focus is marked, without a card.
  point(pk) {
    if (!this.byPk.has(pk)) return;
    this.chosen = pk;
    this.ring();
    this.lookAt(0);
  }

  lookAt(zoom) {
    const { coordinates } = this.byPk.get(this.chosen).geometry;
    const { map } = this;
    if (map.getBounds().contains(coordinates) && map.getZoom() >= zoom) return;
    map.easeTo({ center: coordinates, zoom: Math.max(map.getZoom(), zoom) });
  }

  ring() {
    const feature = this.byPk.get(this.chosen);
    this.map.getSource("chosen")?.setData({ type: "FeatureCollection", features: feature ? [feature] : [] });
  }

  show(id, fill) {
    const content = document.getElementById(id).content.cloneNode(true);
    content.querySelector("[data-close]")?.addEventListener("click", () => {
      this.choose(null);
      this.find.focus();
    });
    fill?.((name) => content.querySelector(`[data-${name}]`));
    this.card.replaceChildren(content);
    this.card.hidden = false;
  }

  link({ pk, name }, link = document.createElement("a")) {
    link.href = this.stage.dataset.organisationUrl.replace("/0/", `/${pk}/`);
    link.textContent = name;
    link.dir = "auto";
    return link;
  }

  describeOne() {
    if (!this.chosen) {
      this.card.hidden = true;
      this.card.replaceChildren();
      return;
    }
    const { properties } = this.byPk.get(this.chosen);
    this.show("map-one", (part) => {
      this.link(properties, part("link"));
      part("about").textContent = [this.sector(properties.sector), properties.place].filter(Boolean).join(" · ");
      part("about").dir = "auto";
    });
  }

  describeMany(leaves, count) {
    this.chosen = null;
    this.ring();
    this.show("map-many", (part) => {
      part("list").replaceChildren(
        ...leaves.map(({ properties }) => {
          const item = document.createElement("li");
          const sign = document.createElement("span");
          sign.className = "mark";
          sign.dataset.sector = properties.sector;
          sign.title = this.sector(properties.sector);
          item.append(sign, " ", this.link(properties));
          return item;
        }),
      );
      part("more").hidden = count <= leaves.length;
    });
  }

  // The legend has the words.
  sector(key) {
    return this.root.querySelector(`.legend [data-sector="${key}"]`)?.parentElement.textContent.trim() ?? "";
  }

  zoom(way) {
    const { map } = this;
    if (way === "in") map.zoomIn();
    else if (way === "out") map.zoomOut();
    else {
      this.choose(null);
      map.fitBounds(bounds(this.data.features), { padding: 48, maxZoom: 8 });
    }
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) this.zoom(button.dataset.zoom);
    });
    this.find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.find.addEventListener("change", () => {
      const { value } = document.getElementById("map-found");
      if (!value) return;
      if (this.byPk.has(value)) this.choose(value, { near: true });
      else this.show("map-nobody");
    });
    const rows = document.querySelector("[data-points]");
    rows?.addEventListener("focusin", (event) => this.point(event.target.closest("[data-point]")?.dataset.point));
    rows?.addEventListener("pointerover", (event) => {
      const row = event.target.closest("[data-point]");
      if (!row || row.dataset.point === this.chosen) return;
      this.chosen = row.dataset.point;
      this.ring();
    });
    const redraw = () => this.draw();
    DARK.addEventListener("change", redraw);
    new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-color-scheme"] });
  }
}

async function start() {
  const stage = document.querySelector("[data-map]");
  if (!stage) return;
  try {
    const [library, answer] = await Promise.all([
      import(new URL(stage.dataset.library, location.href).href),
      fetch(stage.dataset.map, { headers: { Accept: "application/geo+json" } }),
    ]);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    library.setWorkerUrl(new URL(stage.dataset.worker, location.href).href);
    const data = await answer.json();
    for (const { properties } of data.features) properties.label = RTL.test(properties.name) ? "" : properties.name;
    new OrganisationMap(stage, library, data);
  } catch (error) {
    // No graphics card, no connection: the plain drawing stays.
    delete stage.dataset.live;
    stage.querySelector("[data-canvas]").hidden = true;
    stage.closest("section").querySelector("[data-tools]").hidden = true;
    console.warn("The map:", error);
  }
}

start();
