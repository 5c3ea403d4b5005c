/** The filters of the queue, as the desk's address carries them, with one of them changed on the map. */

export type Corner = [lon: number, lat: number];

/** Narrows to an area; the same area once more narrows to none. */
export function withArea(query: string, code: string): string {
  const params = paramsOf(query);
  const before = params.get("area");
  params.delete("area");
  if (before !== code) params.set("area", code);
  return said(params);
}

export function withPolygon(query: string, corners: Corner[]): string {
  const params = paramsOf(query);
  params.set("polygon", corners.map((corner) => corner.map((degrees) => degrees.toFixed(6)).join(",")).join(";"));
  return said(params);
}

/** The corners of a polygon as an address carries them; none for an empty text. */
export function cornersOf(polygon: string): Corner[] {
  return polygon ? polygon.split(";").map((corner) => corner.split(",").map(Number) as Corner) : [];
}

/** An address of the map's data with the same filters. */
export function dataAddress(address: string, query: string, more: Record<string, string> = {}): string {
  const params = paramsOf(query);
  for (const [name, value] of Object.entries(more)) params.set(name, value);
  return `${address}?${params}`;
}

/** Whether a link leads to the same desk with other filters, so that the list alone need change. */
export function filtersOnly(link: HTMLAnchorElement, here: Location | URL): boolean {
  const there = new URL(link.href);
  return there.origin === here.origin && there.pathname === here.pathname && !there.searchParams.has("view");
}

function paramsOf(query: string): URLSearchParams {
  const params = new URLSearchParams(query);
  params.delete("after");
  return params;
}

function said(params: URLSearchParams): string {
  return `?${params}`;
}
