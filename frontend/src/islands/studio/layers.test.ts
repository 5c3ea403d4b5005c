import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { expect, test } from "vitest";
import type { Palette } from "../map/palette.ts";
import { idsOf, type Kind, layersOf, type Loaded } from "./layers.ts";

const palette = new Proxy({}, { get: () => "#123456" }) as Palette;
const data: Loaded["data"] = { type: "FeatureCollection", features: [] };
const layer = (key: string, kind: Kind): Loaded => ({ key, kind, url: "", data });
const KINDS: Kind[] = ["units", "net", "community", "barrier", "crossing", "areas", "pick"];

test("every kind of layer keeps to MapLibre's specification", () => {
  const all = KINDS.map((kind) => layer(kind, kind));
  const sources = Object.fromEntries(all.map(({ key }) => [key, { type: "geojson" as const, data }]));
  expect(validateStyleMin({ version: 8, sources, layers: layersOf(all, palette) })).toEqual([]);
});

test("no two of four nets are drawn with the same dashes", () => {
  const nets = layersOf(["a", "b", "c", "d"].map((key) => layer(key, "net")), palette).slice(1);
  const dashes = nets.map((each) => JSON.stringify((each.paint as Record<string, unknown>)["line-dasharray"]));
  expect(new Set(dashes).size).toBe(4);
});

test("a layer is found by its key, and not by one that begins like it", () => {
  const all = layersOf([layer("map-1", "units"), layer("map-11", "net")], palette);
  expect(idsOf("map-1", all)).toEqual(["map-1:fill", "map-1:line"]);
});
