/** What the desk lays over the map: piles of cases, the heat of the last days, a drawn area, and the case that is pointed at. */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from "maplibre-gl";
import type { Feature, FeatureCollection, Point, Position } from "geojson";
import type { Lamp } from "./areas.ts";
import type { Palette } from "./palette.ts";

export type Piles = Feature<Point, { count: number; lamp: Lamp }>[];
export type Heat = FeatureCollection<Point, { count: number }> & { most: number };
export type Over = {
  piles: Piles;
  /** In place of single cases. */
  heat: Heat | null;
  /** A ring of corners, closed once the area is. */
  ring: Position[];
  isClosed: boolean;
  marked: Position | null;
};

export const NOTHING: Over = { piles: [], heat: null, ring: [], isClosed: false, marked: null };
/** How much darker the land is where most was reported, in five steps of one hue. */
const STEPS = [[0.1, "22"], [0.3, "55"], [0.5, "88"], [0.7, "b0"], [0.9, "d8"]] as const;

/** The data of each source, by its name. */
export function overData(over: Over): Record<"piles" | "heat" | "ring" | "marked", FeatureCollection> {
  const { piles, heat, marked } = over;
  const mark = marked ? [feature({ type: "Point", coordinates: marked })] : [];
  return { piles: all(piles), heat: all(heat?.features ?? []), ring: all(ringOf(over)), marked: all(mark) };
}

export function overSources(over: Over): Record<string, SourceSpecification> {
  return Object.fromEntries(Object.entries(overData(over)).map(([name, data]) => [name, { type: "geojson" as const, data }]));
}

/** Below the names of areas. */
export function heatLayers({ heat }: Over, palette: Palette): LayerSpecification[] {
  if (!heat) return [];
  const steps = STEPS.flatMap(([density, alpha]) => [density, `${palette.heat}${alpha}`]);
  return [
    {
      id: "heat",
      type: "heatmap",
      source: "heat",
      paint: {
        "heatmap-weight": ["/", ["get", "count"], Math.max(heat.most, 1)],
        // Some 400 metres on the ground, at every zoom.
        "heatmap-radius": ["interpolate", ["exponential", 2], ["zoom"], 10, 5, 13, 30, 18, 960],
        "heatmap-intensity": 1.5,
        "heatmap-color": ["interpolate", ["linear"], ["heatmap-density"], 0, "rgba(0,0,0,0)", ...steps] as unknown as ExpressionSpecification,
      },
    },
  ];
}

/** Above everything. */
export function overLayers(over: Over, palette: Palette): LayerSpecification[] {
  const width = { "line-color": palette.accent, "line-width": 2.5 };
  return [
    { id: "ring-fill", type: "fill", source: "ring", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": palette.accent, "fill-opacity": 0.08 } },
    { id: "ring", type: "line", source: "ring", layout: { "line-join": "round" }, paint: width },
    {
      id: "ring-corners",
      type: "circle",
      source: "ring",
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 5, "circle-color": palette.paper, "circle-stroke-color": palette.accent, "circle-stroke-width": 2 },
    },
    ...(over.heat ? [] : pileLayers(palette)),
    {
      id: "marked",
      type: "circle",
      source: "marked",
      paint: { "circle-radius": 15, "circle-opacity": 0, "circle-stroke-color": palette.ink, "circle-stroke-width": 3 },
    },
  ];
}

/** A disc with the number of its cases and the shape of their worst lamp, for clusters and piles alike. */
export function discLayers(id: string, source: string, count: string, lamp: ExpressionSpecification, palette: Palette): [LayerSpecification, LayerSpecification] {
  const number: ExpressionSpecification = ["to-string", ["get", count]];
  const color: ExpressionSpecification = ["match", lamp, "red", palette.red, "amber", palette.amber, "green", palette.green, palette.none];
  const shape: ExpressionSpecification = ["match", lamp, "red", "■", "amber", "▲", "green", "●", "○"];
  return [
    {
      id,
      type: "circle",
      source,
      filter: ["has", count],
      paint: {
        "circle-color": palette.paper,
        "circle-radius": ["step", ["get", count], 17, 10, 20, 100, 24, 1000, 29],
        "circle-stroke-width": 2,
        "circle-stroke-color": color,
      },
    },
    {
      id: `${id}-counts`,
      type: "symbol",
      source,
      filter: ["has", count],
      layout: {
        "text-field": ["format", shape, { "text-color": color, "font-scale": 0.8 }, number, {}],
        "text-size": 12,
        "text-allow-overlap": true,
      },
      paint: { "text-color": palette.ink },
    },
  ];
}

function pileLayers(palette: Palette): LayerSpecification[] {
  return discLayers("piles", "piles", "count", ["get", "lamp"], palette);
}

function ringOf({ ring, isClosed }: Over): Feature[] {
  if (isClosed && ring.length > 2) return [feature({ type: "Polygon", coordinates: [[...ring, ring[0]!]] })];
  const corners = ring.map((corner) => feature({ type: "Point", coordinates: corner }));
  return ring.length > 1 ? [feature({ type: "LineString", coordinates: ring }), ...corners] : corners;
}

function feature(geometry: Feature["geometry"]): Feature {
  return { type: "Feature", properties: {}, geometry };
}

function all(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}
