/** What a press on a case, a pile of cases or an area does. */
import { type GeoJSONSource, type Map, type MapGeoJSONFeature, type MapMouseEvent, Popup } from "maplibre-gl";
import type { Feature, Point } from "geojson";
import type { Lamp } from "./areas.ts";

type CaseProperties = { number: string; title: string; lamp: Lamp; url: string };
type Opened = (url: string) => void;

/** `isFree` tells whether a press is meant for cases: while an area is drawn it is not. */
export function openCasesOnPress(map: Map, opened: Opened, isFree = (): boolean => true): void {
  map.on("click", "cases", (event) => {
    if (!isFree()) return;
    const found = event.features ?? [];
    if (found.length > 1) showList(map, event, found as unknown as Feature<Point, CaseProperties>[], opened);
    else if (found[0]?.properties["url"]) opened((found[0].properties as CaseProperties).url);
  });
  map.on("click", "clusters", (event) => void (isFree() && unpile(map, event, opened)));
  pointAt(map, ["cases", "clusters"]);
}

/** Chooses the area that the colours show at this zoom; cases lie above areas and win. */
export function openAreasOnPress(map: Map, layers: string[], chosen: (code: string) => void): void {
  map.on("click", (event) => {
    const found = (wanted: string[]) =>
      map.queryRenderedFeatures(event.point, { layers: wanted.filter((layer) => map.getLayer(layer)) });
    const area = found(layers)[0];
    if (area && !found(["cases", "clusters", "piles"]).length) chosen(String(area.properties["code"]));
  });
  pointAt(map, layers);
}

async function unpile(map: Map, event: MapMouseEvent & { features?: MapGeoJSONFeature[] }, opened: Opened): Promise<void> {
  const pile = event.features?.[0];
  const source = map.getSource<GeoJSONSource>("cases");
  if (!pile || !source) return;
  const id = Number(pile.properties["cluster_id"]);
  const zoom = await source.getClusterExpansionZoom(id);
  if (zoom > 17) {
    const cases = (await source.getClusterLeaves(id, 20, 0)) as Feature<Point, CaseProperties>[];
    return showList(map, event, cases, opened);
  }
  map.easeTo({ center: (pile.geometry as Point).coordinates as [number, number], zoom });
}

function showList(map: Map, event: MapMouseEvent, cases: Feature<Point, CaseProperties>[], opened: Opened): void {
  const list = document.createElement("ul");
  list.className = "map-list";
  for (const { properties } of cases) {
    const item = document.createElement("li");
    const words = `${properties.number} ${properties.title}`;
    item.append(properties.url ? linkTo(properties.url, words, opened) : words);
    list.append(item);
  }
  new Popup({ maxWidth: "20rem" }).setLngLat(event.lngLat).setDOMContent(list).addTo(map);
}

function linkTo(url: string, words: string, opened: Opened): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = url;
  link.textContent = words;
  link.addEventListener("click", (press) => {
    press.preventDefault();
    opened(url);
  });
  return link;
}

function pointAt(map: Map, layers: string[]): void {
  for (const layer of layers) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
}
