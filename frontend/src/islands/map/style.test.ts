import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { expect, test } from "vitest";
import { NOTHING, overData } from "./over.ts";
import type { Palette } from "./palette.ts";
import { type Drawing, styleOf } from "./style.ts";

const ring = [[0, 0], [1, 0], [1, 1], [0, 0]];
const area = (code: string, level: number): Drawing["areas"]["features"][number] => ({
  type: "Feature",
  properties: { code, name: code, level, lamp: "red", open: 2 },
  geometry: { type: "Polygon", coordinates: [ring] },
});
const drawing: Drawing = {
  areas: { type: "FeatureCollection", features: [area("1", 1), area("2", 2), area("3", 2), area("4", 3), area("5", 4)] },
  whole: 12,
  base: "http://x/base.json",
  cases: "http://x/cases.json",
  tiles: "",
  attribution: "",
  lamps: true,
  level: 0,
  points: false,
  selected: "2",
  over: null,
};
const square = [[0, 0], [1, 0], [1, 1]];
const heat = { type: "FeatureCollection" as const, most: 4, features: [] };
const palette = new Proxy({}, { get: () => "#123456" }) as Palette;
const style = (changes: Partial<Drawing> = {}) => styleOf({ ...drawing, ...changes }, palette);
const layer = (id: string, changes: Partial<Drawing> = {}) => style(changes).layers.find((each) => each.id === id);

test("the style keeps to MapLibre's specification, with and without tiles", () => {
  expect(validateStyleMin(style())).toEqual([]);
  expect(validateStyleMin(style({ tiles: "http://x/{z}/{x}/{y}.png", attribution: "©" }))).toEqual([]);
});

test("nothing is fetched from elsewhere: no glyphs, no sprite", () => {
  expect(style()).not.toHaveProperty("glyphs");
  expect(style()).not.toHaveProperty("sprite");
});

test("borders are 2, 1.2, 0.6 and 0.4 px wide from the subdistrict down", () => {
  const widths = [1, 2, 3, 4].map((level) => (layer(`border-${level}`)!.paint as Record<string, unknown>)["line-width"]);
  expect(widths).toEqual([2, 1.2, 0.6, 0.4]);
});

test("exactly one level carries colours at any zoom", () => {
  const fills = style().layers.filter((each) => each.id.startsWith("lamps-"));
  for (const zoom of [5, 12, 13.5, 14.4, 18]) {
    expect(fills.filter((each) => zoom >= each.minzoom! && zoom < each.maxzoom!)).toHaveLength(1);
  }
});

test("a level that was asked for is coloured at every zoom", () => {
  expect(style({ level: 3 }).layers.map((each) => each.id).filter((id) => id.startsWith("lamps-"))).toEqual(["lamps-3"]);
});

test("only the selected area gets the accent outline", () => {
  expect(layer("selected")).toMatchObject({ filter: ["==", ["get", "code"], "2"] });
});

test("without lamps there are no fills on the areas", () => {
  expect(style({ lamps: false }).layers.some((each) => each.id.startsWith("lamps-"))).toBe(false);
});

test("what the desk lays over the map keeps to the specification too", () => {
  for (const over of [NOTHING, { ...NOTHING, ring: square, isClosed: true, marked: [0, 0] }, { ...NOTHING, ring: square, heat }])
    expect(validateStyleMin(style({ over }))).toEqual([]);
});

test("the heat stands in place of single cases", () => {
  const ids = (over: Drawing["over"]): string[] => style({ over }).layers.map((each) => each.id);
  expect(ids(NOTHING)).toEqual(expect.arrayContaining(["cases", "clusters", "piles"]));
  expect(ids({ ...NOTHING, heat })).toContain("heat");
  expect(ids({ ...NOTHING, heat })).not.toEqual(expect.arrayContaining(["cases"]));
});

test("an area is a line with corners while it is drawn, and a surface once it is closed", () => {
  const kinds = (isClosed: boolean): string[] => overData({ ...NOTHING, ring: square, isClosed }).ring.features.map(({ geometry }) => geometry.type);
  expect(kinds(false)).toEqual(["LineString", "Point", "Point", "Point"]);
  expect(kinds(true)).toEqual(["Polygon"]);
});
