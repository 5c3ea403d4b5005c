/** The map: OneGrid's own layers, no outside tiles unless an address is given, letters drawn with local fonts. */
import "./map/map.css";
import { type GeoJSONSource, type Map, Marker, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Point } from "../controllers/map.ts";
import { namePoints } from "./map/areas.ts";
import { openAreasOnPress, openCasesOnPress } from "./map/cases.ts";
import { areasOf, frameOf, full, keepDrawn } from "./map/frame.ts";
import { readPalette } from "./map/palette.ts";
import { type Drawing, selection } from "./map/style.ts";

setWorkerUrl(workerUrl);

export type MapOptions = {
  mode: "pick" | "show" | "areas";
  areas: string;
  base: string;
  cases: string;
  tiles: string;
  attribution: string;
  selected: string;
  level: number;
  points: boolean;
  areaUrl: string;
  words: Record<string, string>;
  at: Point | null;
  picked: (point: Point) => void;
  opened: (url: string) => void;
};

export type Island = {
  /** Puts the pin somewhere and, if told so, brings it into view. */
  pin: (point: Point, look: boolean) => void;
  /** Outlines an area. */
  select: (code: string) => void;
  /** Asks for the lamps again and draws them in place. */
  renew: () => Promise<void>;
  remove: () => void;
};

/** Draws the map into an element. Throws when the browser has no WebGL, or when the areas cannot be had. */
export async function drawMap(element: HTMLElement, options: MapOptions): Promise<Island> {
  const drawing = await drawingOf(options);
  const map = frameOf(element, drawing, options.words);
  const island = islandOf(map, drawing, options);
  // Before the first drawing, so that the whole office is not drawn only to be left at once.
  if (options.at) island.pin(options.at, true);
  keepDrawn(map, drawing);
  return island;
}

async function drawingOf(options: MapOptions): Promise<Drawing> {
  const { tiles, attribution, level, points, selected } = options;
  const areas = await areasOf(options.areas);
  const lamps = options.mode === "areas";
  const own = { areas, base: full(options.base), cases: full(options.cases) };
  return { ...own, whole: 0, tiles, attribution, level, points, selected, lamps, over: null };
}

function islandOf(map: Map, drawing: Drawing, options: MapOptions): Island {
  let marker: Marker | null = null;
  const pin = (point: Point, look: boolean): void => {
    marker ??= newMarker(map, options);
    marker.setLngLat([point.lon, point.lat]).addTo(map);
    if (look) map.jumpTo({ center: [point.lon, point.lat], zoom: Math.max(map.getZoom(), drawing.whole + 2.6) });
  };
  if (options.mode === "pick") pickOnPress(map, (point) => (pin(point, false), options.picked(point)));
  if (drawing.cases) openCasesOnPress(map, options.opened);
  if (drawing.lamps && options.areaUrl) {
    const layers = [1, 2, 3, 4].map((level) => `lamps-${level}`);
    openAreasOnPress(map, layers, (code) => location.assign(options.areaUrl.replace("{code}", code)));
  }
  const select = (code: string): void => {
    drawing.selected = code;
    if (map.getLayer("selected")) map.setFilter("selected", selection(code));
  };
  const renew = async (): Promise<void> => {
    drawing.areas = await areasOf(options.areas);
    map.getSource<GeoJSONSource>("areas")?.setData(drawing.areas);
    map.getSource<GeoJSONSource>("names")?.setData(namePoints(drawing.areas));
  };
  return { pin, select, renew, remove: () => map.remove() };
}

function newMarker(map: Map, options: MapOptions): Marker {
  const color = readPalette(map.getContainer()).accent;
  const marker = new Marker({ color, draggable: options.mode === "pick" });
  marker.on("dragend", () => {
    const { lng, lat } = marker.getLngLat();
    options.picked({ lon: lng, lat });
  });
  return marker;
}

/** A press picks its point; with the keyboard, arrows move the map and Enter picks the middle. */
function pickOnPress(map: Map, picked: (point: Point) => void): void {
  map.getCanvas().style.cursor = "crosshair";
  map.on("click", ({ lngLat }) => picked({ lon: lngLat.lng, lat: lngLat.lat }));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const { lng, lat } = map.getCenter();
    picked({ lon: lng, lat });
  });
}
