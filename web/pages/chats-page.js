// <chats-page>: talking with text models, and painting from a talk. Not here yet.

import { comingPage } from "./coming-page.js";

customElements.define("chats-page", comingPage("chats", ["chats", "remix", "image"]));
