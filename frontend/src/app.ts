/** What every page loads: styles, htmx, and the small controllers. The map comes only where a page has one. */
import "./app.css";
import { Application } from "@hotwired/stimulus";
import { controllers } from "./controllers/index.ts";
import { registerWhenThere } from "./controllers/lazy.ts";
import "./htmx.ts";

const application = Application.start();
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller);
void registerWhenThere(application);

// Kept files and pages for when there is no signal. Without https, or in a private window, the pages work without.
if ("serviceWorker" in navigator && document.body.hasAttribute("data-worker")) void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
