// Which pictures a list shows: as an address says it, as the API is asked, and whether a picture belongs. No DOM here.

export const SORTS = ["newest", "oldest", "rating"];
export const SOURCES = ["generated", "uploaded", "imported"];

/** What narrows a list, in the order of the chips. */
const NARROWING = ["q", "model", "provider", "source", "tags", "album", "favorite", "rating", "size", "from", "to"];

export function everything() {
  return {
    q: "", model: null, provider: null, source: null, tags: [], album: null, favorite: false, rating: 0, size: null,
    from: null, to: null, sort: SORTS[0],
  };
}

/** What an address asks for; what makes no sense there is passed over. */
export function read(query) {
  const text = (name, takes = () => true) => (query.get(name) && takes(query.get(name)) ? query.get(name) : null);
  return {
    q: query.get("q")?.trim() ?? "", model: text("model"), provider: text("provider"),
    source: text("source", (value) => SOURCES.includes(value)),
    tags: (query.get("tag") ?? "").split(",").filter(Boolean).map(unpacked), album: text("album"),
    favorite: query.get("favorite") === "1", rating: Number(text("rating", (value) => /^[1-5]$/.test(value)) ?? 0),
    size: text("size", (value) => /^\d{1,5}x\d{1,5}$/.test(value)), from: text("from", isDay), to: text("to", isDay),
    sort: text("sort", (value) => SORTS.includes(value)) ?? SORTS[0],
  };
}

/** The same as changes to an address; null takes a parameter away. */
export function written({ q, model, provider, source, tags, album, favorite, rating, size, from, to, sort }) {
  return {
    q: q || null, model, provider, source, tag: tags.length > 0 ? tags.map(packed).join(",") : null, album,
    favorite: favorite ? "1" : null, rating: rating || null, size, from, to, sort: sort === SORTS[0] ? null : sort,
  };
}

/** The same as the API takes it. */
export function asked({ q, model, provider, source, tags, album, favorite, rating, size, from, to, sort }) {
  const [width, height] = size?.split("x") ?? [];
  return {
    q, model, provider, source, tag: tags, albumId: album, favorite: favorite ? "true" : null,
    minRating: rating || null, width, height, from, to, sort: sort === SORTS[0] ? null : sort,
  };
}

/** The API's own words for a filter, as saved searches keep them. */
export function queryOf(filter) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked(filter))) {
    for (const each of [value].flat()) if (each) query.append(name, each);
  }
  return query.toString();
}

/** The filter of a saved search. */
export function fromQuery(text) {
  const query = new URLSearchParams(text), of = (name) => query.get(name) || null;
  const address = new URLSearchParams();
  for (const name of ["q", "model", "provider", "source", "from", "to", "sort"]) {
    if (of(name)) address.set(name, of(name).slice(0, name === "from" || name === "to" ? 10 : undefined));
  }
  if (of("albumId")) address.set("album", of("albumId"));
  if (of("favorite") === "true") address.set("favorite", "1");
  if (of("minRating")) address.set("rating", of("minRating"));
  if (of("width") && of("height")) address.set("size", `${of("width")}x${of("height")}`);
  return { ...read(address), tags: query.getAll("tag") };
}

/** What is set, by name. */
export function narrowing(filter) {
  return NARROWING.filter((name) => (Array.isArray(filter[name]) ? filter[name].length > 0 : Boolean(filter[name])));
}

/** Whether a picture belongs to the list; null where only the studio can tell. */
export function matches(filter, image) {
  const day = image.createdAt.slice(0, 10);
  const isOut = filter.model && image.model !== filter.model || filter.provider && image.provider !== filter.provider
    || filter.source && image.source !== filter.source || filter.tags.some((tag) => !image.tags.includes(tag))
    || filter.album && !image.albumIds?.includes(filter.album) || filter.favorite && !image.favorite
    || image.rating < filter.rating || filter.size && filter.size !== `${image.width}x${image.height}`
    || filter.from && day < filter.from || filter.to && day > filter.to;
  return isOut ? false : filter.q ? null : true;
}

/** A comma in a tag must not be taken for one between tags. */
function packed(tag) {
  return tag.replaceAll("%", "%25").replaceAll(",", "%2C");
}

function unpacked(tag) {
  return tag.replaceAll("%2C", ",").replaceAll("%25", "%");
}

function isDay(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
