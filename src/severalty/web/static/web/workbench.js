// The workbench by keyboard: letters choose in the focused row, and what is chosen and not yet written is kept in this
// tab until it is: over pages of the table, a lost connection or an ended session. Without this script every box works.
(function () {
  "use strict";
  const form = document.getElementById("workbench");
  const letters = document.getElementById("letters");
  const status = document.getElementById("chosen");
  if (!form || !letters) return;
  const STORE = "severalty-letters", KEPT = "severalty-choices:" + form.dataset.keep;
  const HEALTH = "/health/", PATIENCE = 5000;
  const unwritten = document.getElementById("unwritten"), alarm = document.getElementById("not-sent");
  const discard = document.getElementById("discard");
  const all = Array.from(form.querySelectorAll("tbody select"));
  const lines = new Map(form.elements.was.value.split("\n").map((line) => {
    const [ref, ...rest] = line.split("|");
    return ["become-" + ref + "-" + rest.slice(0, -2).join("|"), line];
  }));
  const first = new Map(all.map((box) => [box.name, shown(box)]));
  const steps = [];
  let kept = {}, last = "";

  function shown(box) {
    const found = Array.from(box.options).find((one) => one.defaultSelected);
    return found ? found.value : box.options[0].value;
  }

  function count(number, one, many) {
    return number === 1 ? "1 " + one : number + " " + many;
  }

  function say(words) {
    status.textContent = words;
  }

  // What is kept: by the name of its box, what was chosen and the line that says what stood there, with its version.
  function load() {
    try { kept = JSON.parse(sessionStorage.getItem(KEPT)) || {}; } catch { kept = {}; }
  }

  function save() {
    for (const box of all) {
      if (box.value === first.get(box.name)) delete kept[box.name];
      else kept[box.name] = { value: box.value, line: lines.get(box.name) || "" };
    }
    try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* the browser keeps nothing */ }
    tell();
  }

  function elsewhere() {
    return Object.keys(kept).filter((name) => name !== "sent" && !first.has(name));
  }

  function tell() {
    const here = all.filter((box) => box.value !== first.get(box.name)).length, other = elsewhere().length;
    unwritten.hidden = discard.hidden = !(here + other);
    unwritten.textContent = count(here + other, "choice is made and not yet written", "choices are made and not yet written")
      + (other ? ", " + other + " of them not on this page of the table" : "") + ". Enter looks at them; z takes the last one back.";
    return here + other;
  }

  function restore() {
    load();
    // A write since they were sent: what was sent is written or was refused, and nothing of it waits any more.
    if ("sent" in kept && kept.sent !== form.dataset.last) kept = {};
    delete kept.sent;
    let back = 0;
    const changed = [];
    for (const box of all) {
      const mine = kept[box.name];
      if (!mine) continue;
      if (mine.line === lines.get(box.name)) {
        box.value = mine.value;
        back += 1;
      } else if (mine.value !== first.get(box.name)) changed.push(box.getAttribute("aria-label") + " (yours was " + mine.value + ")");
    }
    save();
    const waiting = back + elsewhere().length;
    if (waiting) say(count(waiting, "choice that you made here and did not write is back.", "choices that you made here and did not write are back."));
    if (changed.length) warn("Changed by somebody else meanwhile, so your choice was not put back: " + changed.join("; ") + ".");
  }

  function warn(words) {
    alarm.textContent = words;
    alarm.hidden = false;
  }

  function boxes(row) {
    return Array.from(row.querySelectorAll("select"));
  }

  function choose(box, key, step) {
    const option = Array.from(box.options).find((one) => one.dataset.key === key);
    if (!option) return "";
    const about = box.getAttribute("aria-label");
    if (option.disabled) return about + ": refused. " + option.dataset.refused;
    step.push([box, box.value]);
    box.value = option.value;
    return about + ": " + option.textContent;
  }

  function put(target, row, key) {
    const step = [];
    const said = (target.tagName === "SELECT" ? [target] : boxes(row)).map((box) => choose(box, key, step)).filter(Boolean);
    if (!said.length) return "";
    if (step.length) { steps.push(step); last = key; }
    save();
    say(said.join(". "));
    return step.length ? "chosen" : "refused";
  }

  function takeBack() {
    const step = steps.pop();
    if (!step) { say("There is nothing to take back in this table."); return; }
    for (const [box, value] of step) box.value = value;
    save();
    step[0][0].closest("tr").querySelector("input[name=tick]").focus();
    say("Taken back. " + step.map(([box]) => box.getAttribute("aria-label") + ": " + box.selectedOptions[0].textContent).join(". "));
  }

  function move(target, row, forward) {
    const next = forward ? row.nextElementSibling : row.previousElementSibling;
    if (!next) { say(forward ? "This is the last row of the page. Enter looks at what is chosen." : "This is the first row."); return; }
    const place = boxes(row).indexOf(target);
    const there = place < 0 ? null : boxes(next)[place];
    (there || next.querySelector("input[name=tick]")).focus();
  }

  try { letters.checked = localStorage.getItem(STORE) !== "off"; } catch { /* the browser keeps nothing */ }
  letters.addEventListener("change", () => {
    try { localStorage.setItem(STORE, letters.checked ? "on" : "off"); } catch { /* the browser keeps nothing */ }
  });

  form.addEventListener("keydown", (event) => {
    const target = event.target;
    const row = target.closest && target.closest("tbody tr");
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    const isBox = target.tagName === "SELECT", isTick = target.name === "tick";
    if (!isBox && !isTick) return;
    const arrow = isTick && (event.key === "ArrowDown" || event.key === "ArrowUp");
    const enter = isTick && event.key === "Enter";
    if (!arrow && !enter && (!letters.checked || event.key.length !== 1 || event.key === " ")) return;
    if (event.key === "j" || event.key === "ArrowDown") move(target, row, true);
    else if (event.key === "k" || event.key === "ArrowUp") move(target, row, false);
    else if (enter) form.requestSubmit(form.querySelector("button[value=boxes]"));
    else if (event.key === "x") row.querySelector("input[name=tick]").click();
    else if (event.key === "z") takeBack();
    else if (event.key === ".") { if (last && put(target, row, last) === "chosen") move(target, row, true); }
    else if (event.key === "?") {
      const help = document.getElementById("keys");
      help.open = true;
      help.querySelector("summary").focus();
    } else if (!put(target, row, event.key)) return;
    event.preventDefault();
  });

  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.tagName !== "SELECT" || !first.has(box.name)) return;
    steps.push([[box, (kept[box.name] || { value: first.get(box.name) }).value]]);
    save();
  });

  discard.addEventListener("click", () => {
    kept = {};
    for (const box of all) box.value = first.get(box.name);
    steps.length = 0;
    save();
    say("The choices are let go. Nothing was written.");
    form.querySelector("input[name=tick]").focus();
  });

  function withOthers() {
    const names = elsewhere();
    for (const name of names) {
      const one = document.createElement("input");
      Object.assign(one, { type: "hidden", name: name, value: kept[name].value });
      one.dataset.elsewhere = "";
      form.append(one);
    }
    form.elements.was.value = [...lines.values(), ...names.map((name) => kept[name].line)].filter(Boolean).join("\n");
  }

  function withoutOthers() {
    for (const one of form.querySelectorAll("[data-elsewhere]")) one.remove();
    form.elements.was.value = [...lines.values()].join("\n");
  }

  // A form sent into nowhere would leave the page: ask first whether anybody is there, and say so where nobody is.
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure) { sure = false; return; }
    event.preventDefault();
    const button = event.submitter;
    alarm.hidden = true;
    try {
      const answer = await fetch(HEALTH, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      warn("Nothing was sent: the server does not answer. " + (tell() ? "Your choices are kept in this tab. " : "") + "Try again in a moment.");
      return;
    }
    withoutOthers();
    if (button && button.value === "boxes") {
      withOthers();
      kept.sent = form.dataset.last;
      try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* the browser keeps nothing */ }
    }
    sure = true;
    form.requestSubmit(button || undefined);
  });

  restore();
  // A page that the browser kept whole comes back as it was left.
  window.addEventListener("pageshow", (event) => { if (event.persisted) { withoutOthers(); restore(); } });
})();
