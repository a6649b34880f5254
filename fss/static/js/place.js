"use strict";
// The place of one site: its point and its areas, set by clicks or by the keyboard. What is drawn is written into the
// form's fields, and what is typed there is drawn; nothing is saved before the form is sent.
(() => {
  const frame = document.querySelector("[data-place]");
  if (!frame || !window.L) return;
  const field = (name) => document.getElementById(frame.dataset[name]);
  const latitude = field("latitude"), longitude = field("longitude"), corners = field("corners");
  const tools = document.querySelector("[data-place-tools]");
  const says = document.getElementById("place-says");
  const MOST_HANDLES = 300, NEAR = 8;
  const FT_PER_RADIAN = 6371008.8 / 0.3048, SQ_FT_PER_ACRE = 43560;
  // mode: look, point, draw or move. open: the corners of the area that is being drawn. cross: where the keyboard is.
  const state = { mode: "look", rings: [], open: null, cross: null };

  const map = L.map(frame, { attributionControl: Boolean(frame.dataset.tiles), scrollWheelZoom: false, zoomSnap: 0.25 });
  if (frame.dataset.tiles) L.tileLayer(frame.dataset.tiles).addTo(map);
  map.setView([45, -93], 8);
  const around = L.layerGroup().addTo(map);
  const drawn = L.layerGroup().addTo(map);
  const crossing = L.layerGroup().addTo(map);

  // ---- words
  let waiting;
  const say = (text) => {
    window.clearTimeout(waiting);
    says.textContent = text;
  };
  const sayLater = (text) => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => say(text), 250);
  };
  const degrees = (value) => value.toFixed(6);
  const spoken = ([north, east]) =>
    `${Math.abs(north).toFixed(5)} ${north < 0 ? "south" : "north"}, ${Math.abs(east).toFixed(5)} ${east < 0 ? "west" : "east"}`;

  // ---- the fields
  const readPoint = () => {
    const north = Number.parseFloat(latitude.value), east = Number.parseFloat(longitude.value);
    return Math.abs(north) <= 90 && Math.abs(east) <= 180 ? [north, east] : null;
  };
  const readRings = () => {
    const rings = [];
    let begins = true;
    for (const line of corners.value.split(/\r?\n/)) {
      const words = line.trim();
      const hole = /^hole:?$/i.test(words);
      if (!words) { begins = true; continue; }
      if (begins || hole) { rings.push({ hole, points: [] }); begins = false; }
      if (hole) continue;
      const [north, east] = words.split(/[,;\t]|\s+/).filter(Boolean).map(Number);
      if (!(Math.abs(north) <= 90 && Math.abs(east) <= 180)) return null;
      rings.at(-1).points.push([north, east]);
    }
    return rings;
  };
  const writeRings = () => {
    corners.value = state.rings.map((ring) =>
      [...(ring.hole ? ["hole"] : []), ...ring.points.map(([north, east]) => `${degrees(north)}, ${degrees(east)}`)].join("\n")
    ).join("\n\n");
  };
  const setPoint = (at) => {
    latitude.value = degrees(at[0]);
    longitude.value = degrees(at[1]);
    render();
    say(`The point is at ${spoken(at)}. Save it below.`);
  };

  // ---- measuring
  const acresOf = (points) => {
    const turn = Math.PI / 180;
    let total = 0;
    points.forEach(([north, east], index) => {
      const [north2, east2] = points[(index + 1) % points.length];
      total += (east2 - east) * turn * (Math.sin(north * turn) + Math.sin(north2 * turn));
    });
    return Math.abs(total) / 2 * FT_PER_RADIAN ** 2 / SQ_FT_PER_ACRE;
  };
  const allAcres = () => state.rings.reduce((sum, ring) => sum + (ring.hole ? -1 : 1) * acresOf(ring.points), 0);
  const acreWords = () => `${allAcres().toLocaleString("en-US", { maximumFractionDigits: 1 })} acres`;

  // ---- drawing
  const dot = (className, at, options = {}) =>
    L.marker(at, { icon: L.divIcon({ className, iconSize: [16, 16] }), keyboard: false, interactive: false, ...options });

  const shapes = () => {
    const parts = [];
    for (const ring of state.rings) {
      if (ring.hole && parts.length) parts.at(-1).push(ring.points);
      else parts.push([ring.points]);
    }
    return parts.map((part) => L.polygon(part, { color: "#1a4480", weight: 2, fillColor: "#005ea2", fillOpacity: 0.25, interactive: false }));
  };

  const handle = (ring, index, redraw) => {
    const marker = dot("fss-corner fss-corner--movable", ring.points[index], { interactive: true, draggable: true });
    marker.on("drag", () => {
      const at = marker.getLatLng();
      ring.points[index] = [at.lat, at.lng];
      redraw();
    });
    marker.on("dragend", () => {
      writeRings();
      say(`Corner moved. The area measures ${acreWords()}. Save it below.`);
    });
    return marker;
  };

  const render = () => {
    drawn.clearLayers();
    let areas = shapes();
    areas.forEach((area) => area.addTo(drawn));
    const redraw = () => {
      areas.forEach((area) => area.remove());
      areas = shapes();
      areas.forEach((area) => area.addTo(drawn));
    };
    const count = state.rings.reduce((sum, ring) => sum + ring.points.length, 0);
    if (state.mode === "move" && count <= MOST_HANDLES) {
      state.rings.forEach((ring) => ring.points.forEach((_, index) => handle(ring, index, redraw).addTo(drawn)));
    }
    if (state.open) {
      L.polyline(state.open, { color: "#1a4480", weight: 2, dashArray: "6 4", interactive: false }).addTo(drawn);
      state.open.forEach((at) => dot("fss-corner", at).addTo(drawn));
    }
    const point = readPoint();
    if (point) dot("fss-pin fss-pin--accent", point, { icon: L.divIcon({ className: "fss-pin fss-pin--accent", iconSize: [18, 18] }) }).addTo(drawn);
    crossing.clearLayers();
    if (state.cross) dot("fss-cross", state.cross, { icon: L.divIcon({ className: "fss-cross", iconSize: [28, 28] }) }).addTo(crossing);
    buttons();
  };

  const buttons = () => {
    const may = { undo: Boolean(state.open?.length), finish: (state.open?.length ?? 0) >= 3,
      clear: Boolean(state.open || state.rings.length), move: Boolean(state.rings.length) };
    for (const button of tools.querySelectorAll("[data-do]")) {
      const deed = button.dataset.do;
      // Said, not disabled: a disabled button would lose the focus of whoever is on it.
      if (deed in may) button.setAttribute("aria-disabled", String(!may[deed]));
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(state.mode === deed));
    }
  };

  // ---- what people do
  const setMode = (mode, byKeyboard = false) => {
    state.mode = mode;
    state.open = mode === "draw" ? [] : null;
    const works = mode === "point" || mode === "draw";
    state.cross = works && byKeyboard ? toPair(map.getCenter()) : null;
    frame.classList.toggle("fss-place__frame--works", works);
    frame.setAttribute("role", works ? "application" : "region");
    if (works) { map.keyboard.disable(); map.doubleClickZoom.disable(); } else { map.keyboard.enable(); map.doubleClickZoom.enable(); }
    render();
    if (works && byKeyboard) frame.focus();
  };
  const toPair = (at) => [at.lat, at.lng];
  const close = (one, other) => map.latLngToContainerPoint(one).distanceTo(map.latLngToContainerPoint(other)) < NEAR;

  const addCorner = (at) => {
    const open = state.open;
    if (open.length && close(open.at(-1), at)) return;
    if (open.length >= 3 && close(open[0], at)) { finish(); return; }
    open.push(at);
    render();
    say(`Corner ${open.length} at ${spoken(at)}.`);
  };
  const undo = () => {
    if (!state.open?.length) return;
    state.open.pop();
    render();
    say(state.open.length ? `${state.open.length} corners left.` : "No corner left.");
  };
  const finish = () => {
    const points = state.open || [];
    if (points.length < 3) {
      say("An area needs at least three corners.");
      return;
    }
    state.rings.push({ hole: false, points });
    writeRings();
    setMode("look");
    say(`Area with ${points.length} corners, together ${acreWords()}. Save it below.`);
  };
  const place = (at) => {
    if (state.mode === "draw") addCorner(at);
    else if (state.mode === "point") { setPoint(at); setMode("look"); }
  };
  const leave = () => {
    if (state.mode === "draw" && (state.open?.length ?? 0) >= 3) { finish(); return; }
    setMode("look");
    say("Nothing was changed.");
  };

  const start = (mode, byKeyboard) => {
    if (state.mode === mode) { leave(); return; }
    if (mode === "draw" && readRings() === null) { say("Correct the corners below first."); return; }
    setMode(mode, byKeyboard);
    if (mode === "point") say(byKeyboard ? "Move the cross with the arrow keys. Enter sets the point." : "Click where the site is.");
    if (mode === "draw") say(byKeyboard ? "Move the cross with the arrow keys. Enter sets a corner, Escape ends." : "Click the corners one after the other; a double click or Enter ends.");
    if (mode === "move") {
      const count = state.rings.reduce((sum, ring) => sum + ring.points.length, 0);
      say(count > MOST_HANDLES ? "There are too many corners to move here. Send a file instead." : "Drag the corners. With the keyboard, change them in the list below.");
    }
  };

  const deeds = {
    point: (byKeyboard) => start("point", byKeyboard),
    draw: (byKeyboard) => start("draw", byKeyboard),
    move: () => { if (state.rings.length) start("move", false); },
    undo,
    finish,
    clear: () => {
      if (!state.open && !state.rings.length) return;
      state.rings = [];
      writeRings();
      setMode("look");
      say("The drawing is cleared. Nothing is saved yet.");
    },
  };
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && button.getAttribute("aria-disabled") !== "true") deeds[button.dataset.do](event.detail === 0);
  });

  map.on("click", (event) => {
    state.cross = null;
    place(toPair(event.latlng));
  });
  map.on("dblclick", () => { if (state.mode === "draw" && state.open.length >= 3) finish(); });

  const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const moveCross = (step, far) => {
    const size = map.getSize(), length = far ? 50 : 10, edge = 30;
    const from = map.latLngToContainerPoint(state.cross || map.getCenter());
    const to = L.point(from.x + step[0] * length, from.y + step[1] * length);
    const at = map.containerPointToLatLng(to);
    state.cross = toPair(at);
    if (to.x < edge || to.y < edge || to.x > size.x - edge || to.y > size.y - edge) {
      map.panBy([step[0] * size.x / 3, step[1] * size.y / 3], { animate: false });
    }
    render();
    sayLater(spoken(state.cross));
  };
  // Before Leaflet hears them, so that the arrows move the cross and not the map.
  frame.addEventListener("keydown", (event) => {
    if (event.target !== frame || !["point", "draw"].includes(state.mode)) return;
    const known = STEPS[event.key] || ["Enter", "Escape", "Backspace", "+", "-"].includes(event.key);
    if (!known || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (STEPS[event.key]) moveCross(STEPS[event.key], event.shiftKey);
    else if (event.key === "Escape") { leave(); tools.querySelector("[data-do=draw]").focus(); }
    else if (event.key === "Backspace") undo();
    else if (event.key === "+") map.zoomIn();
    else if (event.key === "-") map.zoomOut();
    else if (state.cross) place(state.cross);
    else if (state.mode === "draw") finish();
  }, true);

  for (const input of [latitude, longitude, corners]) {
    input.addEventListener("input", () => {
      state.rings = readRings() ?? state.rings;
      if (state.mode === "draw") state.mode = "look";
      state.open = null;
      render();
    });
  }

  // ---- what lies around
  const LOOKS = {
    outline: { color: "#565c65", weight: 1.5, fillColor: "#dfe1e2", fillOpacity: frame.dataset.tiles ? 0 : 0.45 },
    city: { color: "#565c65", weight: 1, fill: false },
    electric: { color: "#8a6500", weight: 1, fill: false, dashArray: "2 3" },
    gas: { color: "#446443", weight: 1, fill: false, dashArray: "1 4" },
    traffic: { color: "#71767a", weight: 1.5 },
    interstate: { color: "#3d4551", weight: 5 },
    rail: { color: "#1b1b1b", weight: 2, dashArray: "7 5" },
    airport: { color: "#3d4551", weight: 1, fillOpacity: 0.2 },
    other: { color: "#71767a", weight: 1, fill: false },
  };
  const nameOf = (feature) => {
    // An element, not a string: Leaflet would read a string as markup.
    const name = document.createElement("span");
    name.textContent = feature.properties.label;
    return name;
  };
  const drawAround = (collection) => L.geoJSON(collection.features, {
    interactive: false,
    style: (feature) => LOOKS[feature.properties.kind] || LOOKS.other,
    pointToLayer: (_, at) => dot("fss-pin fss-pin--quiet", at),
    onEachFeature: (feature, layer) => {
      if (feature.properties.label && ["outline", "airport"].includes(feature.properties.kind)) {
        layer.bindTooltip(nameOf(feature), { permanent: true, direction: "center", className: "fss-map__name", interactive: false });
      }
    },
  }).addTo(around);

  const look = (collection) => {
    const point = readPoint();
    const area = L.featureGroup(shapes());
    if (state.rings.length) map.fitBounds(area.getBounds(), { padding: [60, 60], maxZoom: 17, animate: false });
    else if (point) map.setView(point, 15, { animate: false });
    else if (collection) {
      const outlines = L.geoJSON(collection.features.filter((one) => one.properties.kind === "outline"));
      if (outlines.getBounds().isValid()) map.fitBounds(outlines.getBounds(), { animate: false });
    }
  };

  tools.hidden = false;
  state.rings = readRings() ?? [];
  look(null);
  render();
  fetch(frame.dataset.around, { headers: { Accept: "application/geo+json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((collection) => { drawAround(collection); look(collection); })
    .catch(() => say("What lies around could not be loaded. The tools work all the same."))
    .finally(() => { frame.dataset.ready = "yes"; });
})();
