// How the picture of the network is put on the graphics card.
//
// Sigma's own programs draw each organisation and each tie as an instance of one shape. A browser without a
// graphics card draws instances one after the other: 10,000 took 0.35 s a frame. Here every corner is written
// out, so that all of them are one drawing. Who is under the pointer is looked up in network.js, so no second,
// hidden picture is drawn to find out.

/* global Sigma */

const { EdgeLineProgram, EdgeRectangleProgram, NodeProgram } = Sigma.rendering;
const { floatColor } = Sigma.utils;
const { FLOAT, TRIANGLES, UNSIGNED_BYTE } = WebGLRenderingContext;

// The shapes of ecosystem/network_picture.py; each fits into a square around its place.
const SHAPES = ["circle", "public", "private", "academic"];
export const shapeOf = (sector) => Math.max(0, SHAPES.indexOf(sector));
const CORNERS = [[-1, -1], [1, -1], [1, 1], [-1, -1], [1, 1], [-1, 1]];

// The shapes reach up to 1.3 radii from their place. `v_pixel` is half a pixel in radii, for soft edges.
const NODE_CORNERS = `
const float FARTHEST = 1.3;
attribute vec2 a_position;
attribute vec2 a_corner;
attribute float a_size;
attribute float a_shape;
attribute vec4 a_color;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_at;
varying float v_shape;
varying float v_pixel;

void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  v_pixel = u_sizeRatio / a_size / 2.0;
  v_at = a_corner * (FARTHEST + 2.0 * v_pixel);
  v_shape = a_shape;
  v_color = a_color;
  gl_Position = vec4((u_matrix * vec3(a_position + radius * v_at, 1)).xy, 0, 1);
}`;

// How far a point is outside of the shape, in radii; y grows upward.
const NODE_POINTS = `
precision highp float;
varying vec4 v_color;
varying vec2 v_at;
varying float v_shape;
varying float v_pixel;

void main() {
  float away = length(v_at) - 1.0;
  if (v_shape > 2.5) away = (abs(v_at.x) + abs(v_at.y) - 1.25) * 0.7071;
  else if (v_shape > 1.5) away = max(-v_at.y - 0.78, (abs(v_at.x) * 1.667 + v_at.y - 1.3) * 0.5145);
  else if (v_shape > 0.5) away = max(abs(v_at.x), abs(v_at.y)) - 0.9;
  float drawn = 1.0 - smoothstep(-v_pixel, v_pixel, away);
  gl_FragColor = vec4(v_color.rgb, 1.0) * v_color.a * drawn;
}`;

class Shapes extends NodeProgram {
  constructor(gl, _hidden, renderer) {
    super(gl, null, renderer);
  }

  getDefinition() {
    return {
      VERTICES: CORNERS.length,
      VERTEX_SHADER_SOURCE: NODE_CORNERS,
      FRAGMENT_SHADER_SOURCE: NODE_POINTS,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_correctionRatio"],
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_corner", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
    };
  }

  processVisibleItem(_number, at, { x, y, size, shape, color }) {
    const inked = floatColor(color);
    for (const [across, up] of CORNERS) {
      this.array.set([x, y, across, up, size, shape ?? 0, inked], at);
      at += 7;
    }
  }

  setUniforms({ matrix, sizeRatio, correctionRatio }, { gl, uniformLocations }) {
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
    gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
    gl.uniform1f(uniformLocations.u_correctionRatio, correctionRatio);
  }
}

// One of Sigma's programs with every corner written out instead of instances.
function writtenOut(Program) {
  return class extends Program {
    getDefinition() {
      const { CONSTANT_ATTRIBUTES, CONSTANT_DATA, ...definition } = super.getDefinition();
      this.corners = CONSTANT_DATA;
      return { ...definition, ATTRIBUTES: [...definition.ATTRIBUTES, ...CONSTANT_ATTRIBUTES] };
    }

    processVisibleItem(number, at, ...item) {
      super.processVisibleItem(number, at, ...item);
      const step = this.ATTRIBUTES_ITEMS_COUNT;
      const own = this.array.slice(at, at + step - this.corners[0].length);
      for (const corner of this.corners) {
        this.array.set(own, at);
        this.array.set(corner, at + own.length);
        at += step;
      }
    }
  };
}

// While the picture is moved only the first ties are drawn, so that it follows the hand; then all of them.
export const MOST_WHILE_MOVED = 2500;
export const movement = { going: false };

function thinnedOut(Program) {
  return class extends Program {
    drawWebGL(method, program) {
      const all = this.verticesCount;
      if (movement.going) this.verticesCount = Math.min(all, this.VERTICES * MOST_WHILE_MOVED);
      super.drawWebGL(method, program);
      this.verticesCount = all;
    }
  };
}

export const programs = {
  nodeProgramClasses: { organisation: Shapes },
  nodeHoverProgramClasses: { organisation: Shapes },
  defaultNodeType: "organisation",
  edgeProgramClasses: { tie: thinnedOut(writtenOut(EdgeRectangleProgram)), hair: thinnedOut(EdgeLineProgram) },
  defaultEdgeType: "tie",
};
