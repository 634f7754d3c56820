// Starts the vendored components: focus on errors, the skip link, guards against a second click.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const button of document.querySelectorAll("button[type=submit]")) {
  if (button.form?.method !== "post") continue;
  button.dataset.module ||= "govuk-button";
  button.dataset.preventDoubleClick = "true";
}
initAll();
