// The start: asks at once for all that the first view needs. One after the other, each would wait for the one before.

import { Router } from "./lib/router.js";
import { PAGES, bring } from "./pages.js";

// The words of the language, the page of this address, and the wires; what fails is told by whoever needs it.
import("./lib/i18n.js").catch(() => {});
bring(new Router(PAGES).at(location.href).page?.name ?? "missing").catch(() => {});
import("./app.js");
