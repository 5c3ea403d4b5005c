/** When a map that is coloured by the page is to be drawn in other colours. */
import type { Map } from "maplibre-gl";

/** Draws again when the reader or the system switches between light and dark. */
export function watchTheme(map: Map, draw: () => void): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  document.addEventListener("theme:changed", draw);
  dark.addEventListener("change", draw);
  map.on("remove", () => {
    document.removeEventListener("theme:changed", draw);
    dark.removeEventListener("change", draw);
  });
}
