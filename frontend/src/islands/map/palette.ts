/** The map's colours, read from the page's theme. */
export type Palette = Record<keyof typeof NAMES, string>;

const NAMES = {
  ink: "--color-base-content",
  paper: "--color-base-100",
  accent: "--color-primary",
  green: "--color-success",
  amber: "--color-warning",
  red: "--color-error",
  none: "--none",
  land: "--map-land",
  block: "--map-block",
  building: "--map-building",
  compound: "--map-compound",
  road: "--map-road",
  park: "--map-green",
  water: "--map-water",
  heat: "--map-heat",
} as const;

export function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim() || "#888888";
  return Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, read(name)])) as Palette;
}
