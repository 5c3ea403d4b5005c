/** The whole map as one MapLibre style: paper land, faint streets, borders by level, fills only for lamps. */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { FeatureCollection } from "geojson";
import { type Areas, namePoints, topLevel } from "./areas.ts";
import { discLayers, heatLayers, type Over, overLayers, overSources } from "./over.ts";
import type { Palette } from "./palette.ts";

/** Border widths in pixels, from the subdistrict down. */
const BORDERS = [2, 1.2, 0.6, 0.4] as const;
/** How far one must zoom in, from the whole office, until the next level's colours and names take over. */
const STEPS = [0, 1.1, 2.4, 3.6] as const;
/** MapLibre draws letters with the machine's own fonts when a style names no glyph server. */
const FONTS = ["PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei"];

export type Drawing = {
  areas: Areas;
  /** The zoom at which all areas fit. */
  whole: number;
  base: string;
  /** Where they are to be had, or they themselves. */
  cases: string | FeatureCollection;
  tiles: string;
  attribution: string;
  lamps: boolean;
  /** Colour this level at every zoom; 0 lets the zoom choose. */
  level: number;
  /** Show single cases at every zoom; else only once the next level's areas are told apart. */
  points: boolean;
  selected: string;
  /** What a desk lays over the map. */
  over: Over | null;
};

export function styleOf(drawing: Drawing, palette: Palette): StyleSpecification {
  return { version: 8, sources: sourcesOf(drawing), layers: layersOf(drawing, palette) };
}

export function selection(code: string): ExpressionSpecification {
  return ["==", ["get", "code"], code];
}

function sourcesOf(drawing: Drawing): Record<string, SourceSpecification> {
  const sources: Record<string, SourceSpecification> = {
    areas: { type: "geojson", data: drawing.areas },
    names: { type: "geojson", data: namePoints(drawing.areas) },
  };
  if (drawing.tiles) {
    const { tiles, attribution } = drawing;
    sources["tiles"] = { type: "raster", tiles: [tiles], tileSize: 256, attribution };
  }
  if (drawing.base) sources["base"] = { type: "geojson", data: drawing.base };
  if (drawing.cases) sources["cases"] = casesSource(drawing.cases);
  if (drawing.over) Object.assign(sources, overSources(drawing.over));
  return sources;
}

function casesSource(data: string | FeatureCollection): SourceSpecification {
  const count = (lamp: string): ExpressionSpecification => ["+", ["case", ["==", ["get", "lamp"], lamp], 1, 0]];
  const clusterProperties = { red: count("red"), amber: count("amber"), green: count("green") };
  return { type: "geojson", data, cluster: true, clusterRadius: 44, clusterMaxZoom: 17, clusterProperties };
}

function layersOf(drawing: Drawing, palette: Palette): LayerSpecification[] {
  return [
    { id: "land", type: "background", paint: { "background-color": palette.land } },
    ...(drawing.tiles ? [{ id: "tiles", type: "raster", source: "tiles" } as const] : baseLayers(drawing, palette)),
    ...(drawing.lamps ? lampLayers(drawing, palette) : []),
    ...borderLayers(drawing, palette),
    ...(drawing.over ? heatLayers(drawing.over, palette) : []),
    ...streetNames(drawing, palette),
    ...nameLayers(drawing, palette),
    ...(drawing.cases && !drawing.over?.heat ? caseLayers(drawing, palette) : []),
    ...(drawing.over ? overLayers(drawing.over, palette) : []),
  ];
}

function baseLayers({ base, whole }: Drawing, palette: Palette): LayerSpecification[] {
  if (!base) return [];
  const fill = (kind: string, color: string, minzoom = 0): LayerSpecification => ({
    id: kind,
    type: "fill",
    source: "base",
    minzoom,
    filter: ["all", ["==", ["get", "kind"], kind], ["==", ["geometry-type"], "Polygon"]],
    paint: { "fill-color": color },
  });
  return [
    fill("block", palette.block),
    fill("compound", palette.compound),
    fill("green", palette.park),
    fill("water", palette.water),
    {
      id: "road",
      type: "line",
      source: "base",
      filter: ["==", ["get", "kind"], "road"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": palette.road,
        "line-width": ["interpolate", ["exponential", 1.7], ["zoom"], whole - 1, 0.6, whole + 2, 3.5, whole + 5, 14],
      },
    },
    fill("building", palette.building, whole + 1.5),
  ];
}

/** The zooms between which a level carries the colours and the names. */
function span(drawing: Drawing, level: number): { minzoom: number; maxzoom: number } | null {
  if (drawing.level) return drawing.level === level ? { minzoom: 0, maxzoom: 24 } : null;
  const top = topLevel(drawing.areas);
  if (level < top) return null;
  const from = STEPS[level - top];
  const until = level === 4 ? undefined : STEPS[level - top + 1];
  if (from === undefined) return null;
  return { minzoom: from === 0 ? 0 : drawing.whole + from, maxzoom: until === undefined ? 24 : drawing.whole + until };
}

function lampColor(palette: Palette): ExpressionSpecification {
  const { red, amber, green, none } = palette;
  return ["match", ["get", "lamp"], "red", red, "amber", amber, "green", green, none];
}

function lampLayers(drawing: Drawing, palette: Palette): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  for (const level of [1, 2, 3, 4]) {
    const zooms = span(drawing, level);
    if (!zooms) continue;
    layers.push({
      id: `lamps-${level}`,
      type: "fill",
      source: "areas",
      ...zooms,
      filter: ["==", ["get", "level"], level],
      paint: {
        "fill-color": lampColor(palette),
        // Under the heat there are no colours, but an area can still be pressed.
        "fill-opacity": drawing.over?.heat ? 0 : ["match", ["get", "lamp"], "red", 0.22, "amber", 0.18, "green", 0.08, 0],
        "fill-antialias": false,
      },
    });
  }
  return layers;
}

function borderLayers(drawing: Drawing, palette: Palette): LayerSpecification[] {
  const borders = [4, 3, 2, 1].map(
    (level): LayerSpecification => ({
      id: `border-${level}`,
      type: "line",
      source: "areas",
      minzoom: level === 4 ? Math.max(0, drawing.whole + 0.8) : 0,
      filter: ["==", ["get", "level"], level],
      layout: { "line-join": "round" },
      paint: { "line-color": palette.ink, "line-opacity": 0.75 - level * 0.08, "line-width": BORDERS[level - 1]! },
    }),
  );
  const chosen: LayerSpecification = {
    id: "selected",
    type: "line",
    source: "areas",
    filter: selection(drawing.selected),
    layout: { "line-join": "round" },
    paint: { "line-color": palette.accent, "line-width": 3 },
  };
  return [...borders, chosen];
}

function streetNames(drawing: Drawing, palette: Palette): LayerSpecification[] {
  if (!drawing.base || drawing.tiles) return [];
  const paint = { "text-color": palette.ink, "text-opacity": 0.65, "text-halo-color": palette.land, "text-halo-width": 1.2 };
  const layout = { "text-field": ["get", "name"] as ExpressionSpecification, "text-font": FONTS, "text-size": 11 };
  return [
    {
      id: "street-names",
      type: "symbol",
      source: "base",
      minzoom: drawing.whole + 1.2,
      filter: ["all", ["==", ["get", "kind"], "road"], ["has", "name"]],
      layout: { ...layout, "symbol-placement": "line", "symbol-spacing": 320 },
      paint,
    },
    {
      id: "place-names",
      type: "symbol",
      source: "base",
      minzoom: drawing.whole + 2.4,
      filter: ["all", ["in", ["get", "kind"], ["literal", ["compound", "water", "green"]]], ["has", "name"]],
      layout: { ...layout, "text-max-width": 7 },
      paint,
    },
  ];
}

function nameLayers(drawing: Drawing, palette: Palette): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  for (const level of [1, 2, 3, 4]) {
    const zooms = span(drawing, level);
    if (!zooms) continue;
    layers.push({
      id: `names-${level}`,
      type: "symbol",
      source: "names",
      ...zooms,
      filter: ["==", ["get", "level"], level],
      layout: {
        "text-field": drawing.lamps && !drawing.over?.heat ? nameWithLamp(palette) : ["get", "name"],
        "text-font": FONTS,
        "text-size": 13,
        "text-line-height": 1.3,
        "text-max-width": 8,
        // A name makes way for a pile of cases rather than vanish.
        "text-variable-anchor-offset": ["center", [0, 0], "top", [0, 1], "bottom", [0, -1], "left", [1, 0], "right", [-1, 0]],
        "symbol-sort-key": ["-", ["coalesce", ["get", "open"], 0]],
      },
      paint: { "text-color": palette.ink, "text-halo-color": palette.paper, "text-halo-width": 1.6 },
    });
  }
  return layers;
}

/** The name, and below it how many open cases show each lamp, with its shape: never colour alone. */
function nameWithLamp(palette: Palette): ExpressionSpecification {
  const number = (name: string): ExpressionSpecification => ["coalesce", ["get", name], 0];
  const part = (shape: string, color: string, count: ExpressionSpecification) =>
    [["case", [">", count, 0], shape, ""], { "text-color": color }, ["case", [">", count, 0], ["concat", ["to-string", count], " "], ""], {}] as const;
  const rest: ExpressionSpecification = ["-", ["-", number("open"), number("red")], number("amber")];
  const parts = [part("■", palette.red, number("red")), part("▲", palette.amber, number("amber")), part("●", palette.green, rest)].flat();
  const second = ["format", ["get", "name"], {}, "\n", {}, ...parts] as unknown as ExpressionSpecification;
  return ["case", [">", number("open"), 0], second, ["format", ["get", "name"], {}]];
}

function caseLayers(drawing: Drawing, palette: Palette): LayerSpecification[] {
  const minzoom = drawing.points ? 0 : drawing.whole + STEPS[1];
  const has = (lamp: string): ExpressionSpecification => [">", ["get", lamp], 0];
  const worst: ExpressionSpecification = ["case", has("red"), "red", has("amber"), "amber", has("green"), "green", "none"];
  const [discs, counts] = discLayers("clusters", "cases", "point_count", worst, palette);
  return [
    { ...discs, minzoom } as LayerSpecification,
    { ...counts, minzoom } as LayerSpecification,
    {
      id: "cases",
      type: "symbol",
      source: "cases",
      minzoom,
      filter: ["!", ["has", "point_count"]],
      layout: { "icon-image": ["concat", "lamp-", ["get", "lamp"]], "icon-allow-overlap": true },
    },
  ];
}
