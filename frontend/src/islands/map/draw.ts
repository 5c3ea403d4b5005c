/** Drawing an area by its corners: press them one by one, close with a double-click, Enter or the first corner, cancel with Escape. */
import type { Map, MapMouseEvent } from "maplibre-gl";
import type { Corner } from "../../desk/address.ts";
import { faultOf, type Fault, MOST } from "../../desk/corners.ts";

/** Pixels: a press this near to the first corner closes, this near to the last adds none. */
const NEAR = 10;

export type Drawer = { readonly active: boolean; start: () => void; close: () => void; cancel: () => void };
export type Heard = {
  /** The corners so far, and where the pointer is. */
  changed: (ring: Corner[]) => void;
  done: (corners: Corner[]) => void;
  /** What to tell the reader; `started` and `ended` begin and end the drawing. */
  said: (what: Fault | "started" | "ended") => void;
};

export function drawerOn(map: Map, heard: Heard): Drawer {
  let corners: Corner[] = [];
  let active = false;
  const isNear = (corner: Corner | undefined, { x, y }: { x: number; y: number }): boolean => {
    if (!corner) return false;
    const there = map.project(corner);
    return Math.hypot(there.x - x, there.y - y) < NEAR;
  };
  const add = (corner: Corner): void => {
    if (corners.length >= MOST) return heard.said("full");
    corners.push(corner);
    heard.changed(corners);
  };
  const end = (): void => {
    active = false;
    corners = [];
    map.doubleClickZoom.enable();
    map.getCanvas().style.cursor = "";
    document.removeEventListener("keydown", press, true);
    heard.changed([]);
    heard.said("ended");
  };
  const close = (): void => {
    const fault = faultOf(corners);
    if (fault) return heard.said(fault);
    const drawn = corners;
    end();
    heard.done(drawn);
  };
  const press = (event: KeyboardEvent): void => {
    const onCanvas = event.target === map.getCanvas();
    if (event.target instanceof HTMLElement && !onCanvas && event.target.matches("input, textarea, select, button, a, summary") && event.key !== "Escape") return;
    if (event.key === "Enter") close();
    else if (event.key === "Escape") end();
    else if (event.key === "Backspace") heard.changed((corners.pop(), corners));
    else if (event.key === " " && onCanvas) add(map.getCenter().toArray() as Corner);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  map.on("click", ({ point, lngLat }: MapMouseEvent) => {
    if (!active || isNear(corners.at(-1), point)) return;
    if (corners.length > 2 && isNear(corners[0], point)) close();
    else add([lngLat.lng, lngLat.lat]);
  });
  map.on("dblclick", (event) => {
    if (!active) return;
    event.preventDefault();
    close();
  });
  map.on("mousemove", ({ lngLat }) => {
    if (active && corners.length) heard.changed([...corners, [lngLat.lng, lngLat.lat]]);
  });
  map.on("remove", () => document.removeEventListener("keydown", press, true));
  return {
    get active() {
      return active;
    },
    start: () => {
      active = true;
      map.doubleClickZoom.disable();
      map.getCanvas().style.cursor = "crosshair";
      map.getCanvas().focus();
      document.addEventListener("keydown", press, true);
      heard.said("started");
    },
    close,
    cancel: () => active && end(),
  };
}
