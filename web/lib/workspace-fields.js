// What the workspace form holds as text, and how that text becomes a request body and back. No DOM here.

/** The text fields in their order: their place in the object, longest text, and a hint beside the label. */
export const TEXTS = {
  name: { pointer: "/name", most: 200 },
  description: { pointer: "/description", most: 4000 },
  imageModel: { pointer: "/settings/imageModel", most: 200 },
  textModel: { pointer: "/settings/textModel", most: 200 },
  width: { pointer: "/settings/width", hint: "fields.pixels", from: 64, to: 4096 },
  height: { pointer: "/settings/height", hint: "fields.pixels", from: 64, to: 4096 },
  budget: { pointer: "/settings/budgetMicros", hint: "fields.dollars" },
  systemPrompt: { pointer: "/settings/systemPrompt", most: 16_000 },
};

const MOST_BUDGET = 1_000_000_000_000_000;

/** A workspace as the form shows it: every value a text, nothing a null. */
export function values({ name = "", description = "", color = "", settings = {} }) {
  const { imageModel, textModel, systemPrompt, width, height, budgetMicros } = settings;
  return {
    name, description: description ?? "", color: color ?? "",
    imageModel: imageModel ?? "", textModel: textModel ?? "", systemPrompt: systemPrompt ?? "",
    width: String(width ?? ""), height: String(height ?? ""), budget: dollars(budgetMicros),
  };
}

/** The fields of a form that differ from the workspace it began with. */
export function changed(workspace, form) {
  const before = values(workspace);
  return Object.fromEntries(Object.entries(form).filter(([name, value]) => plain(value) !== plain(before[name])));
}

/** The request body for some fields of the form; an emptied setting becomes null. */
export function body(form) {
  const made = {};
  for (const [name, value] of Object.entries(form)) {
    const text = name === "systemPrompt" || name === "description" ? plain(value) : value.trim();
    if (name === "name" || name === "description" || name === "color") made[name] = text;
    else (made.settings ??= {})[name === "budget" ? "budgetMicros" : name] = setting(name, text);
  }
  return made;
}

/** What can be said without asking the server: `{name, code, values}` for each fault. */
export function check(form) {
  const faults = [];
  if (!form.name.trim()) faults.push({ name: "name", code: "required" });
  for (const [name, { most, from, to }] of Object.entries(TEXTS)) {
    const text = form[name].trim();
    if (most && [...text].length > most) faults.push({ name, code: "too_long", values: { count: most } });
    if (to && text && !(/^\d+$/.test(text) && Number(text) >= from && Number(text) <= to)) {
      faults.push({ name, code: "out_of_range", values: { from, to } });
    }
  }
  const amount = form.budget.trim();
  if (amount && !((micros(amount) ?? Infinity) <= MOST_BUDGET)) faults.push({ name: "budget", code: "not_money" });
  return faults;
}

/** The field that a JSON pointer of a problem speaks of, or null. */
export function fieldOf(pointer) {
  if (pointer === "/color") return "color";
  return Object.keys(TEXTS).find((name) => TEXTS[name].pointer === pointer) ?? null;
}

/** "12.5" or "12,50" in micro-dollars, exactly; null when it is no amount. */
export function micros(text) {
  const found = /^\$?\s*(\d{1,12})(?:[.,](\d{1,6}))?$/.exec(text);
  return found ? Number(found[1]) * 1_000_000 + Number((found[2] ?? "").padEnd(6, "0")) : null;
}

function setting(name, text) {
  if (text === "") return null;
  if (name === "width" || name === "height") return Number(text);
  return name === "budget" ? micros(text) : text;
}

function dollars(amount) {
  if (amount === null || amount === undefined) return "";
  const whole = Math.floor(amount / 1_000_000), rest = String(amount % 1_000_000).padStart(6, "0");
  return `${whole}.${rest.replace(/0{1,4}$/, "")}`;
}

/** A text area gives line ends its own way. */
function plain(text) {
  return text.replace(/\r\n?/g, "\n").trim();
}
