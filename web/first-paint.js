// Runs before the first paint, so that the chosen theme and language never flash. Everything else is in modules.
(() => {
  const root = document.documentElement;
  let theme = null, language = null;
  try {
    theme = localStorage.getItem("pixazo.theme");
    language = localStorage.getItem("pixazo.language");
  } catch {
    // A browser that stores nothing gets the defaults.
  }
  if (theme === "dark" || theme === "light" || theme === "auto") root.dataset.bsTheme = theme;
  root.lang = language || (navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en");
})();
