/** The place of something that was found: a frame around it, and its units in outline. Nothing else has this outline. */
import type { FeatureCollection } from "geojson";
import type { LayerSpecification, LngLatBoundsLike } from "maplibre-gl";
import type { Palette } from "../map/palette.ts";
import type { Loaded } from "./layers.ts";

export type Found = { box: number[]; keys: string[] };
export const FOUND = "found";

/** South-west and north-east of a point, or of a box of west, south, east and north. */
export function cornersOf(box: number[]): LngLatBoundsLike {
  const [west, south, east, north] = box.length < 4 ? [box[0]!, box[1]!, box[0]!, box[1]!] : (box as [number, number, number, number]);
  return [west, south, east, north];
}

/** A ring where the place is a point; a frame around its units where it is not; nothing where there is none. */
export function frameOf(box: number[]): FeatureCollection {
  if (box.length < 2) return { type: "FeatureCollection", features: [] };
  const [west, south, east, north] = cornersOf(box) as [number, number, number, number];
  const ends = [[west, south], [east, south], [east, north], [west, north], [west, south]]; // prettier-ignore
  const geometry = box.length < 4 ? { type: "Point" as const, coordinates: [west, south] } : { type: "LineString" as const, coordinates: ends };
  return { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry }] };
}

export function foundLayers(loaded: Loaded[], { keys }: Found, palette: Palette): LayerSpecification[] {
  const units = loaded.filter(({ kind }) => kind === "units" || kind === "pick");
  const outlines = units.map(
    ({ key }): LayerSpecification => ({
      id: `${FOUND}:${key}`,
      type: "line",
      source: key,
      filter: ["in", ["get", "key"], ["literal", keys]],
      paint: { "line-color": palette.accent, "line-width": 3 },
    }),
  );
  return [
    ...outlines,
    {
      id: `${FOUND}:frame`,
      type: "line",
      source: FOUND,
      filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": palette.accent, "line-width": 1.5, "line-dasharray": [3, 2], "line-offset": 6 },
    },
    {
      id: `${FOUND}:point`,
      type: "circle",
      source: FOUND,
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 14, "circle-opacity": 0, "circle-stroke-color": palette.accent, "circle-stroke-width": 3 },
    },
  ];
}
