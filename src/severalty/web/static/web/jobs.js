// Follows a job and moves its bar. Without this script the link "Check progress" does the same by hand.
// Status: {"state": "waiting|running|done|failed", "done": 3, "of": 10, "words": "…", "url": "where the result is"}
(function () {
  "use strict";
  const FIRST = 1000, SLOWEST = 10000;

  function show(box, status) {
    const bar = box.querySelector("[data-job-bar]");
    const line = box.querySelector("[data-job-words]");
    const link = box.querySelector("[data-job-link]");
    if (line && status.words && line.textContent !== status.words) line.textContent = status.words;
    if (bar && status.of) { bar.max = status.of; bar.value = status.done || 0; }
    if (status.state === "done" || status.state === "failed") {
      for (const part of document.querySelectorAll("[data-job-live]")) part.hidden = true;
    }
    if (status.state === "done") {
      box.classList.add("sev-job--done");
      if (bar) { bar.max = 1; bar.value = 1; }
      if (link && status.url) { link.href = status.url; link.textContent = "See the result"; }
    }
    if (status.state === "failed") {
      box.classList.add("sev-job--failed");
      if (bar) bar.hidden = true;
    }
  }

  async function follow(box, wait) {
    let pause = Math.min(wait * 1.25, SLOWEST);
    try {
      const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (answer.status === 403 || answer.status === 404) return;
      if (answer.ok) {
        const status = await answer.json();
        show(box, status);
        if (status.state === "done" || status.state === "failed") return;
      }
    } catch {
      pause = SLOWEST;
    }
    window.setTimeout(() => follow(box, pause), pause);
  }

  for (const box of document.querySelectorAll("[data-job]")) follow(box, FIRST);
})();
