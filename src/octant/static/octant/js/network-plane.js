// Where everything stands on the screen: which names find room, and who is under the pointer.

const FONT = 13;
const MOST_NAMES = 60;
const MOST_TRIED = 400; // further ones are small, and where they stand it is crowded
const LONGEST_NAME = 34;
const AROUND = 6; // pixels around a small mark that belong to it as well
const LINE = FONT + 4;

export class Plane {
  constructor(sigma, graph, { ink, ground, strong }) {
    Object.assign(this, { sigma, graph, ink, ground, strong });
    this.nodes = graph.nodes();
    this.bySize = [...this.nodes.keys()];
    const size = (at) => graph.getNodeAttribute(this.nodes[at], "size");
    this.bySize.sort((one, other) => size(other) - size(one));
    for (const axis of ["x", "y", "radius"]) this[axis] = new Float32Array(this.nodes.length); // in pixels
    this.names = new Map(); // as they are written, with their widths
    sigma.getNodeAtPosition = ({ x, y }) => this.under(x, y); // no hidden picture is drawn to find out
    sigma.on("afterProcess", () => this.forget());
    sigma.on("afterRender", () => this.settle());
  }

  // Who is chosen changes colours and names; moving the picture changes neither.
  forget() {
    this.shown = null;
  }

  read() {
    this.shown = this.nodes.map((node) => this.sigma.getNodeDisplayData(node));
    this.order = [...this.bySize.filter((i) => this.shown[i].forceLabel), ...this.bySize];
  }

  settle() {
    if (!this.shown) this.read();
    const { sigma } = this;
    const at = (x, y) => sigma.framedGraphToViewport({ x, y });
    const [origin, across, up] = [at(0, 0), at(1, 0), at(0, 1)];
    const [ax, ay, ux, uy] = [across.x - origin.x, across.y - origin.y, up.x - origin.x, up.y - origin.y];
    const scale = sigma.scaleSize(1);
    this.shown.forEach(({ x, y, size }, i) => {
      this.x[i] = origin.x + x * ax + y * ux;
      this.y[i] = origin.y + x * ay + y * uy;
      this.radius[i] = size * scale;
    });
    this.write();
  }

  // The nearest mark under the pointer, or close to it.
  under(x, y) {
    let found = null;
    let nearest = Infinity;
    this.nodes.forEach((node, i) => {
      const away = Math.hypot(this.x[i] - x, this.y[i] - y);
      if (away <= Math.max(this.radius[i], AROUND) && away < nearest) {
        nearest = away;
        found = node;
      }
    });
    return found;
  }

  // Names of the largest first, each only where it covers no other; those that must be read come before.
  write() {
    const { width, height } = this.sigma.getDimensions();
    const context = this.sigma.getCanvases().labels.getContext("2d");
    const taken = [];
    let tried = 0;
    for (const i of this.order) {
      if (taken.length === MOST_NAMES || tried === MOST_TRIED) break;
      const { label } = this.shown[i];
      const [x, y] = [this.x[i], this.y[i]];
      if (!label || x < 0 || y < 0 || x > width || y > height) continue;
      tried += 1;
      const name = this.name(context, label);
      const middle = within(x, name.width / 2 + 4, width);
      const under = y + this.radius[i] + FONT;
      const below = under + 4 < height ? under : y - this.radius[i] - 5;
      const box = [middle - name.width / 2, below - FONT, middle + name.width / 2, below + 4];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      this.text(context, name.text, middle, below);
    }
  }
  name(context, label) {
    if (!this.names.has(label)) {
      const text = label.length > LONGEST_NAME ? `${label.slice(0, LONGEST_NAME - 1).trimEnd()}…` : label;
      context.font = `${FONT}px Inter, sans-serif`;
      this.names.set(label, { text, width: context.measureText(text).width });
    }
    return this.names.get(label);
  }

  text(context, text, middle, line) {
    context.font = `${FONT}px Inter, sans-serif`;
    context.textAlign = "center";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.ground;
    context.strokeText(text, middle, line);
    context.fillStyle = this.ink;
    context.fillText(text, middle, line);
  }

  // Under the pointer: its ties and its whole name. Drawn over the picture, which stays as it is.
  hover(context, { key, label, x, y, size, highlighted }) {
    if (!highlighted) this.ties(context, key, x, y);
    if (!label) return;
    const { width, height } = this.sigma.getDimensions();
    context.font = `600 ${FONT}px Inter, sans-serif`;
    const half = context.measureText(label).width / 2 + 8;
    const middle = within(x, half + 2, width);
    const top = y + size + LINE + 8 < height ? y + size + 4 : y - size - LINE - 6;
    context.beginPath();
    context.roundRect(middle - half, top, 2 * half, LINE + 4, 4);
    context.fillStyle = this.ground;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = this.strong;
    context.stroke();
    context.textAlign = "center";
    context.fillStyle = this.ink;
    context.fillText(label, middle, top + FONT + 2);
  }

  ties(context, node, x, y) {
    context.beginPath();
    for (const other of this.graph.neighbors(node)) {
      const to = this.sigma.framedGraphToViewport(this.sigma.getNodeDisplayData(other));
      context.moveTo(x, y);
      context.lineTo(to.x, to.y);
    }
    context.lineWidth = 1.5;
    context.strokeStyle = this.strong;
    context.stroke();
  }
}

function within(x, room, width) {
  return Math.min(Math.max(x, room), Math.max(room, width - room));
}
