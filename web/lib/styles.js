// The style sheets of pages that are not there at the first load. They stand in the layers that site.css has ordered.

const coming = new Map();

/** Resolves when the sheet is there, or cannot come: a page without its style still works. */
export function style(path) {
  if (!coming.has(path)) {
    coming.set(path, new Promise((done) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = path;
      link.onload = link.onerror = done;
      document.head.append(link);
    }));
  }
  return coming.get(path);
}
