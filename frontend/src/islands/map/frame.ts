/** What every map of areas has: its frame and controls, its data fetched, and its drawing kept to the reader's theme. */
import { AttributionControl, Map, NavigationControl, ScaleControl } from "maplibre-gl";
import { type Areas, boxOf } from "./areas.ts";
import { addLampIcons } from "./icons.ts";
import { readPalette } from "./palette.ts";
import { type Drawing, styleOf } from "./style.ts";
import { watchTheme } from "./theme.ts";

/** An empty map over the areas of a drawing, which is told the zoom at which all of them fit. Throws without WebGL. */
export function frameOf(element: HTMLElement, drawing: Drawing, words: Record<string, string>): Map {
  const map = new Map({
    container: element,
    bounds: boxOf(drawing.areas),
    // The names beside the lamps of the outermost areas reach over the border.
    fitBoundsOptions: { padding: drawing.lamps && !drawing.over && element.clientWidth > 640 ? { top: 40, bottom: 40, left: 88, right: 88 } : 16 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 19,
    locale: words,
    pixelRatio: devicePixelRatio * scaleOf(element),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 96 }), "bottom-left");
  if (drawing.attribution) map.addControl(new AttributionControl({ compact: true }));
  drawing.whole = map.getZoom();
  map.setMinZoom(drawing.whole - 1);
  return map;
}

/** Draws, and draws again when the theme changes or the answer is called. */
export function keepDrawn(map: Map, drawing: Drawing): () => void {
  const draw = (): void => {
    const palette = readPalette(map.getContainer());
    map.setStyle(styleOf(drawing, palette));
    map.once("styledata", () => addLampIcons(map, palette));
  };
  draw();
  watchTheme(map, draw);
  return draw;
}

export async function areasOf(address: string): Promise<Areas> {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`areas: ${response.status}`);
  return (await response.json()) as Areas;
}

/** The whole address: the worker that loads it does not know the page's. */
export function full(address: string): string {
  return address && new URL(address, location.href).href;
}

/** How much larger than life the page shows the map: a wall is read from four metres, and its letters stay sharp. */
function scaleOf(element: HTMLElement): number {
  return Number(getComputedStyle(element).getPropertyValue("--map-scale")) || 1;
}
