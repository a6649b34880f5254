"use strict";
// Maps from GeoJSON: outlines and points, reachable by keyboard. Without tiles unless the county names a service.
(() => {
  const words = (properties) => {
    const box = document.createElement("div");
    const name = document.createElement(properties.url ? "a" : "strong");
    if (properties.url) name.href = properties.url;
    name.textContent = properties.label || "Unnamed";
    box.append(name);
    if (properties.text) {
      const text = document.createElement("p");
      text.textContent = properties.text;
      box.append(text);
    }
    return box;
  };

  const pin = (properties) => {
    const tones = ["accent", "good", "info", "warn", "bad", "quiet"];
    const tone = tones.includes(properties.tone) ? properties.tone : "accent";
    return L.divIcon({ className: `fss-pin fss-pin--${tone}`, iconSize: [18, 18] });
  };

  const center = (geometry) => L.geoJSON(geometry).getBounds().getCenter();
  const isOutline = (feature) => feature.properties?.kind === "outline";

  // One stop for the Tab key; arrow keys go from marker to marker.
  const makeReachable = (markers) => {
    markers.forEach((marker, index) => {
      const node = marker.getElement();
      node.tabIndex = index === 0 ? 0 : -1;
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", marker.options.title);
      node.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        const next = markers[(index + step + markers.length) % markers.length];
        node.tabIndex = -1;
        next.getElement().tabIndex = 0;
        next.getElement().focus();
      });
    });
  };

  const draw = (frame, collection) => {
    const map = L.map(frame, { attributionControl: Boolean(frame.dataset.tiles), scrollWheelZoom: false, zoomSnap: 0.25 });
    if (frame.dataset.tiles) {
      L.tileLayer(frame.dataset.tiles, { attribution: frame.dataset.attribution }).addTo(map);
      map.attributionControl.setPrefix(false);
    }
    const features = collection.features || [];
    const outlines = L.geoJSON(features.filter(isOutline), {
      interactive: false,
      style: { color: "#565c65", weight: 1.5, fillColor: "#dfe1e2", fillOpacity: frame.dataset.tiles ? 0 : 0.45 },
      onEachFeature: (feature, layer) => {
        if (!feature.properties.label) return;
        // An element, not a string: Leaflet would read a string as markup.
        const name = document.createElement("span");
        name.textContent = feature.properties.label;
        layer.bindTooltip(name,
          { permanent: true, direction: "center", className: "fss-map__name", interactive: false });
      },
    }).addTo(map);
    const places = features.filter((feature) => feature.geometry && !isOutline(feature));
    const shapes = L.geoJSON(places.filter((place) => place.geometry.type !== "Point"), {
      interactive: false,
      style: { color: "#1a4480", weight: 2, fillColor: "#005ea2", fillOpacity: 0.25 },
    }).addTo(map);
    const markers = places.map((place) => {
      const properties = place.properties || {};
      const title = [properties.label, properties.text].filter(Boolean).join(", ");
      return L.marker(center(place.geometry), { icon: pin(properties), title, riseOnHover: true })
        .bindPopup(words(properties)).addTo(map);
    });
    const everything = L.featureGroup([outlines, shapes, ...markers]);
    const bounds = (markers.length && !outlines.getLayers().length ? L.featureGroup([shapes, ...markers]) : everything).getBounds();
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [16, 16], maxZoom: 16, animate: false });
    else map.setView([45, -93], 8);
    makeReachable(markers);
  };

  const say = (frame, text) => {
    const line = document.createElement("p");
    line.textContent = text;
    frame.classList.add("fss-map__frame--failed");
    frame.replaceChildren(line);
  };

  const load = async (frame) => {
    if (frame.dataset.geojson) {
      return JSON.parse(document.getElementById(frame.dataset.geojson).textContent);
    }
    const answer = await fetch(frame.dataset.geojsonUrl, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const start = async (frame) => {
    frame.removeAttribute("data-map");
    let collection;
    try {
      collection = await load(frame);
    } catch {
      say(frame, "The map could not be loaded. Everything it shows is in the list on this page.");
      return;
    }
    draw(frame, collection);
  };

  const startAll = () => document.querySelectorAll("[data-map]").forEach(start);
  startAll();
  document.addEventListener("htmx:afterSettle", startAll);
})();
