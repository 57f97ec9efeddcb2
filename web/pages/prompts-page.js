// <prompts-page>: the library of prompts. Not here yet.

import { comingPage } from "./coming-page.js";

customElements.define("prompts-page", comingPage("prompts", ["tag", "clock", "wand"]));
