// <usage-page>: what it cost and how long it took. Not here yet.

import { comingPage } from "./coming-page.js";

customElements.define("usage-page", comingPage("usage", ["usage", "clock", "download"]));
