// The workbench by keyboard: letters choose in the focused row. Without this script every box still works by itself.
(function () {
  "use strict";
  const form = document.getElementById("workbench");
  const letters = document.getElementById("letters");
  const status = document.getElementById("chosen");
  if (!form || !letters) return;
  const STORE = "severalty-letters";

  try { letters.checked = localStorage.getItem(STORE) !== "off"; } catch { /* the browser keeps nothing */ }
  letters.addEventListener("change", () => {
    try { localStorage.setItem(STORE, letters.checked ? "on" : "off"); } catch { /* the browser keeps nothing */ }
  });

  function boxes(row) {
    return Array.from(row.querySelectorAll("select"));
  }

  function say(words) {
    status.textContent = words;
  }

  function choose(box, key) {
    const option = Array.from(box.options).find((one) => one.dataset.key === key);
    if (!option) return "";
    const about = box.getAttribute("aria-label");
    if (option.disabled) return about + ": refused. " + option.dataset.refused;
    box.value = option.value;
    return about + ": " + option.value;
  }

  function move(target, row, forward) {
    const next = forward ? row.nextElementSibling : row.previousElementSibling;
    if (!next) return;
    const place = boxes(row).indexOf(target);
    const there = place < 0 ? null : boxes(next)[place];
    (there || next.querySelector("input[name=tick]")).focus();
  }

  form.addEventListener("keydown", (event) => {
    const target = event.target;
    const row = target.closest && target.closest("tbody tr");
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    const isBox = target.tagName === "SELECT", isTick = target.name === "tick";
    if (!isBox && !isTick) return;
    const arrow = isTick && (event.key === "ArrowDown" || event.key === "ArrowUp");
    if (!arrow && (!letters.checked || event.key.length !== 1 || event.key === " ")) return;
    if (event.key === "j" || event.key === "ArrowDown") move(target, row, true);
    else if (event.key === "k" || event.key === "ArrowUp") move(target, row, false);
    else if (event.key === "x") row.querySelector("input[name=tick]").click();
    else if (event.key === "?") {
      const help = document.getElementById("keys");
      help.open = true;
      help.querySelector("summary").focus();
    } else {
      const said = (isBox ? [target] : boxes(row)).map((box) => choose(box, event.key)).filter(Boolean);
      if (!said.length) return;
      say(said.join(". "));
    }
    event.preventDefault();
  });
})();
