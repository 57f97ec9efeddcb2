// What was painted on a picture, stroke by stroke, so that each can be taken back. It is opaque where something was
// painted; a stroke erases where it says so. Nothing here is on the screen.

/** More than anybody draws; beyond it the oldest ones can no longer be taken back. */
const MOST = 200;

export class Strokes {
  #width;
  #height;
  #tell;
  /** What is fixed: a mask that was there before, and strokes that can no longer be undone. */
  #ground;
  #sheet;
  #done = [];
  #undone = [];

  /** `tell` is called after every change. */
  constructor(width, height, tell) {
    this.#width = width;
    this.#height = height;
    this.#tell = tell;
    this.#ground = this.#canvas();
    this.#sheet = this.#canvas();
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** Whether nothing is painted at all. */
  get isEmpty() {
    const small = new OffscreenCanvas(64, 64), face = small.getContext("2d");
    face.drawImage(this.#sheet, 0, 0, 64, 64);
    const { data } = face.getImageData(0, 0, 64, 64);
    for (let at = 3; at < data.length; at += 4) if (data[at] > 0) return false;
    return true;
  }

  /** Begins from a mask: what is light there is painted. */
  async load(path) {
    const image = new Image();
    image.src = path;
    await image.decode();
    const face = this.#ground.getContext("2d");
    face.drawImage(image, 0, 0, this.#width, this.#height);
    const pixels = face.getImageData(0, 0, this.#width, this.#height), { data } = pixels;
    for (let at = 0; at < data.length; at += 4) {
      const light = (data[at] + data[at + 1] + data[at + 2]) / 3 * data[at + 3] / 255;
      data[at] = data[at + 1] = data[at + 2] = 255;
      data[at + 3] = light;
    }
    face.putImageData(pixels, 0, 0);
    this.#replay();
  }

  begin({ size, erase, at }) {
    this.add({ size, erase, points: [at, at] });
  }

  /** Carries the last stroke on. */
  go(point) {
    const stroke = this.#done.at(-1);
    stroke.points.push(point);
    this.#put(this.#sheet.getContext("2d"), { ...stroke, points: stroke.points.slice(-2) });
    this.#tell();
  }

  /** `{size, erase, points}`, `{invert: true}` or `{clear: true}`. */
  add(stroke) {
    this.#undone = [];
    this.#done.push(stroke);
    this.#put(this.#sheet.getContext("2d"), stroke);
    if (this.#done.length > MOST) this.#put(this.#ground.getContext("2d"), this.#done.shift());
    this.#tell();
  }

  undo() {
    if (this.#done.length === 0) return;
    this.#undone.push(this.#done.pop());
    this.#replay();
  }

  redo() {
    if (this.#undone.length === 0) return;
    this.#done.push(this.#undone.pop());
    this.#replay();
  }

  /** Draws what is painted onto a canvas, in one colour. */
  paint(face, color) {
    face.save();
    face.drawImage(this.#sheet, 0, 0);
    face.globalCompositeOperation = "source-in";
    face.fillStyle = color;
    face.fillRect(0, 0, this.#width, this.#height);
    face.restore();
  }

  /** White where it is painted, black elsewhere. */
  png() {
    const canvas = this.#canvas(), face = canvas.getContext("2d");
    this.paint(face, "white");
    face.globalCompositeOperation = "destination-over";
    face.fillStyle = "black";
    face.fillRect(0, 0, this.#width, this.#height);
    return canvas.convertToBlob({ type: "image/png" });
  }

  #canvas() {
    return new OffscreenCanvas(this.#width, this.#height);
  }

  #replay() {
    const face = this.#sheet.getContext("2d");
    face.clearRect(0, 0, this.#width, this.#height);
    face.drawImage(this.#ground, 0, 0);
    for (const stroke of this.#done) this.#put(face, stroke);
    this.#tell();
  }

  #put(face, { size, erase, points, invert, clear }) {
    face.save();
    if (clear) {
      face.clearRect(0, 0, this.#width, this.#height);
    } else if (invert) {
      // What is opaque on both sides vanishes: the painted part becomes the bare one, and the other way round.
      face.globalCompositeOperation = "xor";
      face.fillRect(0, 0, this.#width, this.#height);
    } else {
      face.globalCompositeOperation = erase ? "destination-out" : "source-over";
      Object.assign(face, { lineWidth: size, lineCap: "round", lineJoin: "round" });
      face.beginPath();
      points.forEach(({ x, y }, at) => (at === 0 ? face.moveTo(x, y) : face.lineTo(x, y)));
      face.stroke();
    }
    face.restore();
  }
}
