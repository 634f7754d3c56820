// Starts the vendored components: focus on errors, the skip link, guards against a second click.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
