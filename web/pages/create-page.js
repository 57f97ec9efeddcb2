// <create-page>: from an idea to a picture on one screen. Not here yet.

import { comingPage } from "./coming-page.js";

customElements.define("create-page", comingPage("create", ["text", "chip", "image"]));
