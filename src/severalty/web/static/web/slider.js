// Says the month while the slider moves, and shows it when it has been let go. Without this script a button does it.
(function () {
  "use strict";
  for (const form of document.querySelectorAll("[data-slider]")) {
    const range = form.querySelector("[data-slider-range]");
    const words = form.querySelector("[data-slider-words]");
    const list = document.getElementById("slider-months");
    if (!range || !words || !list) continue;
    const months = JSON.parse(list.textContent);
    range.addEventListener("input", () => {
      words.textContent = months[range.value];
      range.setAttribute("aria-valuetext", months[range.value]);
    });
    // A pointer that lets go has chosen; keys may still be on their way, and Enter sends the form.
    range.addEventListener("pointerup", () => form.requestSubmit());
  }
})();
