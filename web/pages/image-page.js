// <image-page>: one picture and how it came about. Not here yet.

import { comingPage } from "./coming-page.js";

customElements.define("image-page", comingPage("image", ["zoom", "compare", "remix"]));
