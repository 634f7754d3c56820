// The dependency map: laid out by dagre, drawn by cytoscape, driven from a list that the keyboard reaches.
// Reads <script type="application/json" id="map-data">:
// {"nodes": [{"id", "label", "kind", "url", "group", "swatch": 1 or [1, 2]}], "edges": [{"source", "target", "kind"}]}
// An edge leads from the thing that rests to the thing it rests on.
(function () {
  "use strict";
  const INK = "#1b2328", QUIET = "#5c6b72", ACCENT = "#0f5f73";
  const WIDE = 152, HIGH = 46, BAND = 14, READABLE = 0.6;
  const box = document.getElementById("map");
  const source = document.getElementById("map-data");
  if (!box || !source || !window.cytoscape) return;

  const data = JSON.parse(source.textContent);
  const byId = new Map(data.nodes.map((node) => [String(node.id), node]));
  const edges = data.edges.filter((edge) => byId.has(String(edge.source)) && byId.has(String(edge.target)));
  const list = box.querySelector("[data-map-list]");
  const status = box.querySelector("[data-map-words]");

  // The pattern of a swatch as the style sheet has it, so that colours are written down in one place only.
  const tiles = new Map();
  function tile(number) {
    if (!tiles.has(number)) {
      const probe = document.createElement("span");
      probe.className = "sev-swatch sev-swatch--" + number;
      document.body.append(probe);
      const image = window.getComputedStyle(probe).backgroundImage;
      probe.remove();
      const found = image.match(/<rect[^]*<\/svg>/) || decodeURIComponent(image).match(/<rect[^]*<\/svg>/);
      tiles.set(number, found ? found[0].replace("</svg>", "") : "");
    }
    return tiles.get(number);
  }

  function band(swatches) {
    const parts = swatches.map((number, place) =>
      `<pattern id="p${place}" width="8" height="8" patternUnits="userSpaceOnUse">${tile(number)}</pattern>`);
    const each = BAND / swatches.length;
    const bars = swatches.map((_, place) =>
      `<rect x="${place * each}" width="${each}" height="${HIGH}" fill="url(#p${place})"/>`);
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDE}" height="${HIGH}"><defs>${parts.join("")}</defs>` +
      `<rect width="${WIDE}" height="${HIGH}" fill="#fff"/>${bars.join("")}</svg>`;
    return "data:image/svg+xml," + encodeURIComponent(text);
  }

  function element(node) {
    const label = node.label.length > 38 ? node.label.slice(0, 37) + "…" : node.label;
    const swatches = [].concat(node.swatch || 8).slice(0, 4);
    return { data: { id: String(node.id), label, picture: band(swatches) } };
  }

  // Cytoscape would add a style element, which the page's security policy forbids; the style sheet has its one rule.
  const mark = document.createElement("meta");
  mark.id = "__________cytoscape_stylesheet";
  document.head.append(mark);
  box.hidden = false;

  const chart = window.cytoscape({
    container: box.querySelector("[data-map-canvas]"),
    elements: {
      nodes: data.nodes.map(element),
      edges: edges.map((edge, place) => ({
        data: { id: "e" + place, source: String(edge.source), target: String(edge.target), kind: edge.kind || "" },
      })),
    },
    style: [
      { selector: "node", style: {
        shape: "rectangle", width: WIDE, height: HIGH, "background-color": "#fff", "background-image": "data(picture)",
        "background-width": "100%", "background-height": "100%", "border-width": 1.5, "border-color": INK, label: "data(label)",
        color: INK, "font-size": 13, "font-family": "Helvetica Neue, Arial, sans-serif", "text-valign": "center",
        "text-halign": "center", "text-margin-x": BAND / 2, "text-wrap": "wrap", "text-max-width": WIDE - BAND - 12 } },
      { selector: "edge", style: {
        width: 1.5, "line-color": QUIET, "target-arrow-color": QUIET, "target-arrow-shape": "triangle", "curve-style": "bezier" } },
      { selector: ".near", style: { "border-width": 3, "border-color": ACCENT, "line-color": ACCENT, "target-arrow-color": ACCENT, width: 3 } },
      { selector: "node.near", style: { width: WIDE } },
      { selector: "node.here", style: { "border-width": 5, "border-color": INK } },
      { selector: ".far", style: { opacity: 0.28 } },
    ],
    layout: { name: "dagre", rankDir: "TB", nodeSep: 18, rankSep: 52, animate: false },
    minZoom: 0.08, maxZoom: 3, boxSelectionEnabled: false,
  });

  function names(ids) {
    const labels = ids.map((id) => byId.get(id).label);
    return labels.length > 4 ? labels.slice(0, 4).join(", ") + " and " + (labels.length - 4) + " more" : labels.join(", ");
  }

  const restsOn = (id) => edges.filter((edge) => String(edge.source) === id).map((edge) => String(edge.target));
  const restOn = (id) => edges.filter((edge) => String(edge.target) === id).map((edge) => String(edge.source));

  function choose(id, move) {
    const node = chart.getElementById(id);
    const near = node.closedNeighborhood();
    chart.elements().removeClass("near here far").not(near).addClass("far");
    near.addClass("near");
    node.addClass("here");
    if (move) chart.center(node);
    const down = restsOn(id), up = restOn(id);
    status.textContent = byId.get(id).label + (down.length ? " rests on " + names(down) : " rests on nothing here") +
      (up.length ? "; " + names(up) + (up.length > 1 ? " rest on it." : " rests on it.") : "; nothing rests on it.");
  }

  function item(node) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    const kind = document.createElement("span");
    const swatches = [].concat(node.swatch || 8);
    const swatch = document.createElement("span");
    swatch.setAttribute("aria-hidden", "true");
    swatch.className = swatches.length > 1 ? "sev-swatch sev-swatch--joint" : "sev-swatch sev-swatch--" + swatches[0];
    if (swatches.length > 1) {
      for (const number of swatches) {
        const half = document.createElement("span");
        half.className = "sev-swatch__half sev-swatch--" + number;
        swatch.append(half);
      }
    }
    kind.className = "sev-map__kind";
    kind.textContent = node.kind || "";
    link.href = node.url || "#map";
    link.dataset.id = String(node.id);
    link.tabIndex = -1;
    link.append(swatch, node.label, kind);
    link.addEventListener("focus", () => { rove(link); choose(link.dataset.id, true); });
    line.append(link);
    return line;
  }

  function rove(link) {
    for (const other of list.querySelectorAll("a[tabindex='0']")) other.tabIndex = -1;
    link.tabIndex = 0;
  }

  const shown = () => Array.from(list.querySelectorAll("li:not([hidden]) a"));
  const linkOf = (id) => shown().find((link) => link.dataset.id === id);

  const sorted = data.nodes.slice().sort((a, b) => a.label.localeCompare(b.label));
  for (const node of sorted) list.append(item(node));
  if (list.querySelector("a")) list.querySelector("a").tabIndex = 0;

  list.addEventListener("keydown", (event) => {
    const links = shown(), place = links.indexOf(document.activeElement);
    if (place < 0) return;
    const id = links[place].dataset.id;
    const wanted = {
      ArrowDown: () => links[place + 1], ArrowUp: () => links[place - 1], Home: () => links[0], End: () => links[links.length - 1],
      ArrowRight: () => linkOf(restsOn(id)[0]), ArrowLeft: () => linkOf(restOn(id)[0]),
    }[event.key];
    if (!wanted) return;
    event.preventDefault();
    const next = wanted();
    if (next) next.focus();
  });

  box.querySelector("[data-map-find]").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const line of list.children) line.hidden = !line.textContent.toLowerCase().includes(wanted);
    const first = shown()[0];
    if (first) rove(first);
  });

  box.querySelector(".sev-map__tools").addEventListener("click", (event) => {
    const what = event.target.dataset.map;
    const middle = { x: chart.width() / 2, y: chart.height() / 2 };
    if (what === "in" || what === "out") {
      chart.zoom({ level: chart.zoom() * (what === "in" ? 1.3 : 1 / 1.3), renderedPosition: middle });
    }
    if (what === "fit") { chart.elements().removeClass("near here far"); chart.fit(undefined, 24); }
  });

  chart.on("tap", "node", (event) => {
    const link = list.querySelector(`a[data-id="${window.CSS.escape(event.target.id())}"]`);
    if (!link) return;
    link.parentElement.hidden = false;
    link.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest" });
  });

  // A large map opens where most things meet, at a size that can be read; "Show all" draws back.
  chart.fit(undefined, 24);
  if (chart.zoom() < READABLE && chart.nodes().nonempty()) {
    chart.zoom(READABLE);
    chart.center(chart.nodes().max((node) => node.degree()).ele);
  } else if (chart.zoom() > 1.2) {
    chart.zoom(1.2);
    chart.center();
  }
})();
