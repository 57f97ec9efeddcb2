// What stands in the browser's tab: the page, and how far the work is.

const SIZE = 32;
const state = { page: "Pixazo", progress: null };
const home = { href: null };

export const title = {
  page(text) {
    state.page = text;
    write();
  },
  /** From 0 to 1, or null when nothing is being made. */
  progress(fraction) {
    const rounded = fraction === null ? null : Math.round(fraction * 100);
    if (rounded === state.progress) return;
    state.progress = rounded;
    write();
    ring();
  },
};

function write() {
  document.title = state.progress === null ? state.page : `${state.progress}% · ${state.page}`;
}

function ring() {
  const link = document.querySelector("link[rel=icon]");
  home.href ??= link.href;
  if (state.progress === null) {
    link.type = "image/svg+xml";
    link.href = home.href;
    return;
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  pen.lineWidth = 6;
  const arc = (of, alpha, part) => {
    pen.beginPath();
    pen.globalAlpha = alpha;
    pen.strokeStyle = getComputedStyle(of).color;
    pen.arc(SIZE / 2, SIZE / 2, SIZE / 2 - 4, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * part);
    pen.stroke();
  };
  arc(document.body, 0.3, 1);
  arc(document.querySelector("nav-rail [aria-current] .i") ?? document.body, 1, state.progress / 100);
  link.type = "image/png";
  link.href = canvas.toDataURL();
}
