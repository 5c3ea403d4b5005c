/** What `/map/areas.json` holds, and what is worked out from it: extent, names' places, the level to colour. */
import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon, Position } from "geojson";
import polylabel from "polylabel";

export type Lamp = "green" | "amber" | "red" | "none";
export type AreaProperties = { code: string; name: string; level: number; lamp: Lamp; open: number; amber?: number; red?: number };
export type Areas = FeatureCollection<Polygon | MultiPolygon, AreaProperties>;
export type Box = [west: number, south: number, east: number, north: number];

export function boxOf(areas: Areas): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of areas.features.flatMap((area) => outerRings(area).flat())) {
    box[0] = Math.min(box[0], lon!);
    box[1] = Math.min(box[1], lat!);
    box[2] = Math.max(box[2], lon!);
    box[3] = Math.max(box[3], lat!);
  }
  return box;
}

/** One point in each area, well inside its largest part, to carry its name. */
export function namePoints(areas: Areas): FeatureCollection<Point, AreaProperties> {
  const features = areas.features.map((area): Feature<Point, AreaProperties> => {
    const [lon, lat] = middleOf(area);
    return { type: "Feature", properties: area.properties, geometry: { type: "Point", coordinates: [lon, lat] } };
  });
  return { type: "FeatureCollection", features };
}

/** The highest level of which there are several areas: the first that tells anything by its colours. */
export function topLevel(areas: Areas): number {
  const levels = areas.features.map((area) => area.properties.level).sort();
  return levels.find((level, at) => levels[at + 1] === level) ?? levels.at(-1) ?? 2;
}

function middleOf(area: Feature<Polygon | MultiPolygon>): [number, number] {
  const { geometry } = area;
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const largest = parts.reduce((best, part) => (sizeOf(part[0]!) > sizeOf(best[0]!) ? part : best));
  const [lon, lat] = polylabel(largest as [number, number][][], 0.0001);
  return [lon, lat];
}

function outerRings(area: Feature<Polygon | MultiPolygon>): Position[][] {
  const { geometry } = area;
  return geometry.type === "Polygon" ? [geometry.coordinates[0]!] : geometry.coordinates.map((part) => part[0]!);
}

/** Twice a ring's area in square degrees: enough to tell which part is the largest. */
function sizeOf(ring: Position[]): number {
  let sum = 0;
  ring.forEach(([lon, lat], at) => {
    const [lon2, lat2] = ring[(at + 1) % ring.length]!;
    sum += lon! * lat2! - lon2! * lat!;
  });
  return Math.abs(sum);
}
