/** The map of the desk: the cases of the queue's filters, the lamps of their areas, the heat of the last days; areas can be drawn. */
import "./map/map.css";
import { type GeoJSONSource, type Map, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { FeatureCollection, Point, Position } from "geojson";
import type { Corner } from "../desk/address.ts";
import { type Areas, boxOf, type Lamp, namePoints } from "./map/areas.ts";
import { openAreasOnPress, openCasesOnPress } from "./map/cases.ts";
import { type Drawer, drawerOn, type Heard } from "./map/draw.ts";
import { areasOf, frameOf, full, keepDrawn } from "./map/frame.ts";
import { type Heat, NOTHING, overData, type Piles } from "./map/over.ts";
import { type Drawing, selection } from "./map/style.ts";

export type Cases = FeatureCollection<Point> & { complete: boolean; count: number; note: string; piles: Piles };
export type Lamps = { areas: Record<string, { lamp: Lamp; open: number; amber: number; red: number }> };
export type Shown = { cases: Cases; lamps: Lamps; heat: Heat | null };
export type DeskOptions = {
  areas: string;
  base: string;
  tiles: string;
  words: Record<string, string>;
  selected: string;
  polygon: Corner[];
  level: number;
  picked: (code: string) => void;
  opened: (url: string) => void;
  pointed: (number: string) => void;
  moved: () => void;
  drawn: (corners: Corner[]) => void;
  said: Heard["said"];
};
export type DeskIsland = {
  show: (shown: Shown) => void;
  showCases: (cases: Cases) => void;
  /** Outlines the chosen area and the drawn one, and looks at them if they are others than before. */
  select: (code: string, polygon: Corner[]) => void;
  /** Colours one level at every zoom; 0 lets the zoom choose. */
  colour: (level: number) => void;
  mark: (point: Position | null) => void;
  /** Brings a point into the middle. */
  lookAt: (point: Corner) => void;
  view: () => { box: string; zoom: string };
  /** Waits until all of it is drawn. */
  settled: () => Promise<unknown>;
  drawer: Drawer;
  remove: () => void;
};

setWorkerUrl(workerUrl);
const NO_CASES: FeatureCollection = { type: "FeatureCollection", features: [] };
const NO_LAMP = { lamp: "none", open: 0, amber: 0, red: 0 } as const;

/** Draws the map into an element, without cases yet. Throws when the browser has no WebGL, or when the areas cannot be had. */
export async function drawDeskMap(element: HTMLElement, options: DeskOptions): Promise<DeskIsland> {
  const { tiles, selected, level } = options;
  const areas = await areasOf(options.areas);
  const over = { ...NOTHING, ring: options.polygon as Position[], isClosed: options.polygon.length > 0 };
  const drawing: Drawing = { areas, whole: 0, base: full(options.base), cases: NO_CASES, tiles, attribution: "", lamps: true, level, points: true, selected, over };
  const map = frameOf(element, drawing, options.words);
  look(map, drawing, selected, options.polygon, false);
  const draw = keepDrawn(map, drawing);
  const drawer = drawerOn(map, {
    said: options.said,
    done: options.drawn,
    changed: (ring) => setRing(map, drawing, ring, false),
  });
  hear(map, options, drawer);
  return { ...islandOf(map, drawing, draw), drawer };
}

function islandOf(map: Map, drawing: Drawing, draw: () => void): Omit<DeskIsland, "drawer"> {
  const over = drawing.over!;
  const showCases = (cases: Cases): void => {
    drawing.cases = cases;
    over.piles = cases.piles;
    setData(map, "cases", cases);
    setData(map, "piles", overData(over).piles);
  };
  return {
    showCases,
    show: ({ cases, lamps, heat }) => {
      const anew = Boolean(heat) !== Boolean(over.heat) || heat?.most !== over.heat?.most;
      over.heat = heat;
      drawing.areas = withLamps(drawing.areas, lamps);
      showCases(cases);
      setData(map, "areas", drawing.areas);
      setData(map, "names", namePoints(drawing.areas));
      setData(map, "heat", overData(over).heat);
      if (anew) draw();
    },
    select: (code, polygon) => {
      const isOther = code !== drawing.selected || JSON.stringify(polygon) !== JSON.stringify(over.isClosed ? over.ring : []);
      drawing.selected = code;
      if (map.getLayer("selected")) map.setFilter("selected", selection(code));
      setRing(map, drawing, polygon, true);
      if (isOther) look(map, drawing, code, polygon, true);
    },
    colour: (level) => {
      if (level === drawing.level) return;
      drawing.level = level;
      draw();
    },
    mark: (point) => {
      over.marked = point;
      setData(map, "marked", overData(over).marked);
    },
    lookAt: (point) => map.easeTo({ center: point, animate: !isStill() }),
    view: () => ({ box: boxText(map), zoom: `${Math.floor(map.getZoom())}` }),
    settled: () => new Promise((done) => map.once("idle", done)),
    remove: () => map.remove(),
  };
}

function hear(map: Map, options: DeskOptions, drawer: Drawer): void {
  const isFree = (): boolean => !drawer.active;
  openCasesOnPress(map, options.opened, isFree);
  openAreasOnPress(map, [1, 2, 3, 4].map((level) => `lamps-${level}`), (code) => isFree() && options.picked(code));
  map.on("click", "piles", ({ features }) => {
    const pile = features?.[0];
    if (pile && isFree()) map.easeTo({ center: (pile.geometry as Point).coordinates as Corner, zoom: map.getZoom() + 2 });
  });
  map.on("mousemove", "cases", ({ features }) => options.pointed(String(features?.[0]?.properties["number"] ?? "")));
  map.on("mouseleave", "cases", () => options.pointed(""));
  map.on("moveend", options.moved);
}

function setRing(map: Map, drawing: Drawing, ring: Position[], isClosed: boolean): void {
  Object.assign(drawing.over!, { ring, isClosed });
  setData(map, "ring", overData(drawing.over!).ring);
}

function setData(map: Map, source: string, data: FeatureCollection): void {
  map.getSource<GeoJSONSource>(source)?.setData(data);
}

function withLamps(areas: Areas, lamps: Lamps): Areas {
  const features = areas.features.map((area) => {
    const properties = { ...area.properties, ...(lamps.areas[area.properties.code] ?? NO_LAMP) };
    return { ...area, properties };
  });
  return { ...areas, features };
}

/** Brings the drawn area into view, else the chosen one; without either, all. */
function look(map: Map, drawing: Drawing, code: string, polygon: Corner[], slowly: boolean): void {
  const chosen = drawing.areas.features.filter(({ properties }) => properties.code === code);
  const box = boxOf(chosen.length ? { ...drawing.areas, features: chosen } : drawing.areas);
  const [lons, lats] = [polygon.map(([lon]) => lon), polygon.map(([, lat]) => lat)];
  const bounds = polygon.length ? [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)] : box;
  map.fitBounds(bounds as [number, number, number, number], { padding: 32, animate: slowly && !isStill() });
}

function isStill(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** What is in view and a little around it, as west,south,east,north. */
function boxText(map: Map): string {
  const [[west, south], [east, north]] = map.getBounds().toArray() as [[number, number], [number, number]];
  const [wide, tall] = [(east - west) * 0.1, (north - south) * 0.1];
  return [west - wide, south - tall, east + wide, north + tall].map((degrees) => degrees.toFixed(5)).join(",");
}
