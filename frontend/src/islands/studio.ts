/** The studio's map: whatever layers the page names, over each other; units can be pressed. */
import "./map/map.css";
import type { FeatureCollection, Position } from "geojson";
import { type LngLatBoundsLike, Map, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { readPalette } from "./map/palette.ts";
import { watchTheme } from "./map/theme.ts";
import { cornersOf, FOUND, type Found, foundLayers, frameOf } from "./studio/found.ts";
import { idsOf, type Layer, layersOf, type Loaded } from "./studio/layers.ts";

export type { Layer } from "./studio/layers.ts";
export type View = { center: [number, number]; zoom: number };
export type StudioOptions = {
  layers: Layer[];
  words: Record<string, string>;
  moved: (view: View) => void;
  picked: (keys: string[]) => void;
};
export type StudioIsland = {
  show: (key: string, shown: boolean) => void;
  choose: (keys: string[]) => void;
  /** Shows a place (a point, or west, south, east and north) and outlines the units of it. */
  find: (box: number[], keys: string[]) => void;
  /** Moves as another map of the group did, without telling it on. */
  look: (view: View) => void;
  remove: () => void;
};

setWorkerUrl(workerUrl);

/** Draws the layers, and is done when they can be seen and pressed. Throws when the browser has no WebGL, or when a layer cannot be had. */
export async function drawStudioMap(element: HTMLElement, options: StudioOptions): Promise<StudioIsland> {
  const loaded = await Promise.all(options.layers.map(load));
  const map = new Map({
    container: element,
    bounds: boundsOf(loaded.map((layer) => layer.data)),
    fitBoundsOptions: { padding: 16 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 20,
    locale: options.words,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 96 }), "bottom-left");
  const hidden = new Set<string>();
  const sources = Object.fromEntries(
    loaded.map(({ key, data }) => [key, { type: "geojson" as const, data, promoteId: "key" }]),
  );
  const found: Found = { box: [], keys: [] };
  const draw = (): void => {
    const palette = readPalette(element);
    const layers = [...layersOf(loaded, palette), ...foundLayers(loaded, found, palette)];
    map.setStyle({ version: 8, sources: { ...sources, [FOUND]: { type: "geojson", data: frameOf(found.box) } }, layers });
    map.once("styledata", () => hidden.forEach((key) => setShown(map, key, false)));
  };
  const seen = new Promise<unknown>((done) => map.once("idle", done));
  draw();
  await seen;
  watchTheme(map, draw);
  const chosen = new Set<string>();
  pickOnPress(map, loaded, chosen, options.picked);
  map.on("moveend", (event) => {
    const { lng, lat } = map.getCenter();
    if (!("quiet" in event)) options.moved({ center: [lng, lat], zoom: map.getZoom() });
  });
  return {
    show: (key, shown) => {
      if (shown) hidden.delete(key);
      else hidden.add(key);
      setShown(map, key, shown);
    },
    choose: (keys) => {
      mark(map, loaded, chosen, false);
      chosen.clear();
      for (const key of keys) chosen.add(key);
      mark(map, loaded, chosen, true);
    },
    find: (box, keys) => {
      Object.assign(found, { box, keys });
      draw();
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      map.fitBounds(cornersOf(box), { padding: 64, maxZoom: 17, animate: !still });
    },
    look: (view) => map.jumpTo(view, { quiet: true }),
    remove: () => map.remove(),
  };
}

async function load(layer: Layer): Promise<Loaded> {
  const response = await fetch(layer.url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${layer.key}: ${response.status}`);
  return { ...layer, data: (await response.json()) as FeatureCollection };
}

function setShown(map: Map, key: string, shown: boolean): void {
  for (const id of idsOf(key, map.getStyle().layers)) map.setLayoutProperty(id, "visibility", shown ? "visible" : "none");
}

/** A press on a unit chooses it, or chooses it no more. */
function pickOnPress(map: Map, loaded: Loaded[], chosen: Set<string>, picked: (keys: string[]) => void): void {
  for (const { key: source } of loaded.filter(({ kind }) => kind === "units" || kind === "pick")) {
    const layer = `${source}:fill`;
    map.on("click", layer, ({ features }) => {
      const key = String(features?.[0]?.properties["key"] ?? "");
      if (!key) return;
      const now = !chosen.has(key);
      if (now) chosen.add(key);
      else chosen.delete(key);
      map.setFeatureState({ source, id: key }, { chosen: now });
      picked([...chosen]);
    });
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
}

function mark(map: Map, loaded: Loaded[], keys: Set<string>, now: boolean): void {
  for (const { key: source } of loaded.filter(({ kind }) => kind === "units" || kind === "pick"))
    for (const id of keys) map.setFeatureState({ source, id }, { chosen: now });
}

function boundsOf(all: FeatureCollection[]): LngLatBoundsLike {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (place: unknown): void => {
    if (typeof (place as Position)[0] === "number") {
      const [lon, lat] = place as [number, number];
      box[0] = Math.min(box[0]!, lon);
      box[1] = Math.min(box[1]!, lat);
      box[2] = Math.max(box[2]!, lon);
      box[3] = Math.max(box[3]!, lat);
    } else (place as unknown[]).forEach(take);
  };
  for (const { geometry } of all.flatMap((each) => each.features))
    if (geometry && "coordinates" in geometry) take(geometry.coordinates);
  return (Number.isFinite(box[0]) ? box : [73, 18, 135, 54]) as [number, number, number, number];
}
