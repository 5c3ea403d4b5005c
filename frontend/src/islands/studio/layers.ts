/** How the studio's layers look: told apart by dashes and widths as well as by colour, fills only for figures. */
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { Palette } from "../map/palette.ts";

export type Kind = "units" | "net" | "community" | "barrier" | "crossing" | "areas" | "pick";
export type Layer = { key: string; kind: Kind; url: string };
export type Loaded = Layer & { data: FeatureCollection };

const FONTS = ["PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei"];
/** Nets in the order in which they were brought in. */
const DASHES = [[1], [4, 2], [1, 2], [6, 2, 1, 2]] as const;

export function layersOf(all: Loaded[], palette: Palette): LayerSpecification[] {
  const nets = all.filter((each) => each.kind === "net");
  const land: LayerSpecification = { id: "land", type: "background", paint: { "background-color": palette.land } };
  return [land, ...all.flatMap((each) => layersFor(each, nets.indexOf(each), palette))];
}

export function idsOf(key: string, all: readonly { id: string }[]): string[] {
  return all.map((layer) => layer.id).filter((id) => id === key || id.startsWith(`${key}:`));
}

function layersFor({ key, kind }: Loaded, net: number, palette: Palette): LayerSpecification[] {
  const line = (name: string, color: string, width: number, more: object = {}): LayerSpecification => ({
    id: `${key}:${name}`,
    type: "line",
    source: key,
    layout: { "line-join": "round" },
    paint: { "line-color": color, "line-width": width, ...more },
  });
  const fill = (color: ExpressionSpecification | string, opacity: ExpressionSpecification | number): LayerSpecification => ({
    id: `${key}:fill`,
    type: "fill",
    source: key,
    paint: { "fill-color": color, "fill-opacity": opacity },
  });
  const chosen: ExpressionSpecification = ["boolean", ["feature-state", "chosen"], false];
  switch (kind) {
    case "units":
    case "pick": {
      const shade = kind === "units" ? palette.building : palette.accent;
      const rest = kind === "units" ? 0.35 : 0;
      const faulty: ExpressionSpecification = ["boolean", ["get", "fault"], false];
      return [
        fill(["case", chosen, palette.accent, faulty, palette.red, shade], ["case", chosen, 0.5, faulty, 0.4, rest]),
        line("line", palette.none, kind === "units" ? 0.5 : 0.4),
      ];
    }
    case "net": {
      const colors = [palette.accent, palette.red, palette.amber, palette.green];
      const dash = DASHES[(net + Math.floor(net / colors.length)) % DASHES.length]!;
      return [line("line", colors[net % colors.length]!, 2, { "line-dasharray": [...dash], "line-offset": net % 4 })];
    }
    case "community":
      return [line("line", palette.ink, 1.6)];
    case "barrier":
      return [line("line", palette.water, 4)];
    case "crossing":
      return [{ id: `${key}:point`, type: "circle", source: key, paint: { "circle-radius": 4, "circle-color": palette.ink } }];
    case "areas":
      return areaLayers(key, palette, line);
  }
}

function areaLayers(
  key: string,
  palette: Palette,
  line: (name: string, color: string, width: number, more?: object) => LayerSpecification,
): LayerSpecification[] {
  const level = (wanted: number): ExpressionSpecification => ["==", ["get", "level"], wanted];
  const on = (layer: LayerSpecification, wanted: number): LayerSpecification =>
    ({ ...layer, filter: level(wanted) }) as LayerSpecification;
  const step: ExpressionSpecification = ["coalesce", ["get", "step"], 0];
  const number: ExpressionSpecification = ["coalesce", ["get", "short"], ["get", "name"]];
  const households: ExpressionSpecification = ["case", ["has", "households"], ["concat", "\n", ["get", "households"]], ""];
  return [
    {
      id: `${key}:fill`,
      type: "fill",
      source: key,
      filter: level(3),
      paint: { "fill-color": palette.accent, "fill-opacity": ["+", 0.04, ["*", 0.09, step]], "fill-antialias": false },
    },
    on(line("micro", palette.ink, 0.4, { "line-opacity": 0.6 }), 4),
    on(line("grid", palette.ink, 1.4), 3),
    on(line("community", palette.ink, 2), 2),
    {
      id: `${key}:names`,
      type: "symbol",
      source: key,
      filter: level(3),
      layout: { "text-field": ["concat", number, households], "text-font": FONTS, "text-size": 11, "text-max-width": 6 },
      paint: { "text-color": palette.ink, "text-halo-color": palette.paper, "text-halo-width": 1.4 },
    },
  ];
}
