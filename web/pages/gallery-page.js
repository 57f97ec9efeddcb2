// <gallery-page>: every picture of the workspace. Not here yet.

import { comingPage } from "./coming-page.js";

customElements.define("gallery-page", comingPage("gallery", ["search", "star", "download"]));
