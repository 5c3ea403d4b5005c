import type { Feature, Polygon } from "geojson";
import { expect, test } from "vitest";
import { type AreaProperties, type Areas, boxOf, namePoints, topLevel } from "./areas.ts";

function square(code: string, level: number, x: number, y: number, side = 1): Feature<Polygon, AreaProperties> {
  const ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]];
  const properties = { code, name: code, level, lamp: "green" as const, open: 0 };
  return { type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring] } };
}
const areas = (...features: Areas["features"]): Areas => ({ type: "FeatureCollection", features });

test("the box holds all areas", () => {
  expect(boxOf(areas(square("a", 2, 0, 0), square("b", 2, 3, -1)))).toEqual([0, -1, 4, 1]);
});

test("a name stands in the middle of its area", () => {
  const [name] = namePoints(areas(square("a", 2, 0, 0, 2))).features;
  expect(name!.geometry.coordinates).toEqual([1, 1]);
});

test("an area of several parts carries its name in the largest", () => {
  const parts = [square("", 2, 0, 0).geometry.coordinates, square("", 2, 10, 10, 4).geometry.coordinates];
  const split = { ...square("a", 2, 0, 0), geometry: { type: "MultiPolygon" as const, coordinates: parts } };
  expect(namePoints(areas(split)).features[0]!.geometry.coordinates).toEqual([12, 12]);
});

test("colours begin on the first level of which there are several areas", () => {
  const office = [square("s", 1, 0, 0), square("a", 2, 0, 0), square("b", 2, 1, 0), square("g", 3, 0, 0)];
  expect(topLevel(areas(...office))).toBe(2);
  expect(topLevel(areas(square("g", 3, 0, 0), square("m", 4, 0, 0), square("n", 4, 0, 0)))).toBe(4);
  expect(topLevel(areas(square("m", 4, 0, 0)))).toBe(4);
});
