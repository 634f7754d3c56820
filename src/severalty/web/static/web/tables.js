// Copies a table as tab-separated text, which a spreadsheet pastes into cells.
(function () {
  "use strict";

  function words(cell) {
    const text = cell.innerText.replace(/\s+/g, " ").trim();
    return /^[=+\-@]/.test(text) ? "'" + text : text;
  }

  function asText(table) {
    return Array.from(table.rows, (row) => Array.from(row.cells, words).join("\t")).join("\n");
  }

  async function copy(button, table) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(asText(table));
      button.textContent = "Copied " + (table.rows.length - 1) + " rows";
    } catch {
      button.textContent = "This browser does not allow copying; download the file";
    }
    window.setTimeout(() => { button.textContent = label; }, 4000);
  }

  for (const button of document.querySelectorAll("[data-copy-table]")) {
    const table = document.getElementById(button.dataset.copyTable);
    if (!table || !navigator.clipboard) continue;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => copy(button, table));
  }

  // Up and down move between the first links of the rows; everything else is left to the browser.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const row = event.target.closest && event.target.closest(".sev-table tbody tr");
    if (!row || event.target.tagName !== "A") return;
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    const link = next && next.querySelector("a");
    if (link) { event.preventDefault(); link.focus(); }
  });
})();
