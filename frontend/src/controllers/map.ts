import { Controller } from "@hotwired/stimulus";
import htmx from "../htmx.ts";
import type { Island } from "../islands/map.ts";

export type Point = { lon: number; lat: number };

/** Brings in the map when it comes into view. What it shows stands in data attributes; see islands/map.ts. */
export default class MapFrame extends Controller<HTMLElement> {
  static override targets = ["canvas", "fallback"];
  static override values = {
    mode: { type: String, default: "show" },
    areas: String,
    base: String,
    cases: String,
    tiles: String,
    attribution: String,
    selected: String,
    level: Number,
    points: Boolean,
    areaUrl: String,
    detail: String,
    part: { type: String, default: "#case" },
    lon: Number,
    lat: Number,
    words: Object,
  };
  declare readonly canvasTarget: HTMLElement;
  declare readonly fallbackTargets: HTMLElement[];
  declare readonly modeValue: "pick" | "show" | "areas";
  declare readonly areasValue: string;
  declare readonly baseValue: string;
  declare readonly casesValue: string;
  declare readonly tilesValue: string;
  declare readonly attributionValue: string;
  declare selectedValue: string;
  declare readonly levelValue: number;
  declare readonly pointsValue: boolean;
  declare readonly areaUrlValue: string;
  declare readonly detailValue: string;
  declare readonly partValue: string;
  declare readonly lonValue: number;
  declare readonly latValue: number;
  declare readonly wordsValue: Record<string, string>;
  declare readonly hasLonValue: boolean;
  private island: Island | null = null;
  private seen: IntersectionObserver | null = null;

  override connect(): void {
    this.seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void this.draw();
    });
    this.seen.observe(this.element);
  }

  override disconnect(): void {
    this.seen?.disconnect();
    this.island?.remove();
    this.island = null;
  }

  /** Puts the pin where the device says it is. */
  pin({ detail }: CustomEvent<Point>): void {
    this.island?.pin(detail, true);
  }

  /** Asks for the lamps again; if they cannot be had, the old ones stay. A map that failed for want of them is tried again. */
  renew(): void {
    if (this.island) void this.island.renew().catch(console.warn);
    else if (this.fallbackTargets.some((each) => each.dataset["state"] === "failed")) {
      for (const fallback of this.fallbackTargets) delete fallback.dataset["state"];
      void this.draw();
    }
  }

  selectedValueChanged(code: string): void {
    this.island?.select(code);
  }

  /** Opens a page beside the map (`data-map-detail-value="#detail"`), or in its place. */
  private open(url: string): void {
    if (!this.detailValue) return location.assign(url);
    void htmx.ajax("get", url, { target: this.detailValue, select: this.partValue, swap: "innerHTML" });
  }

  private async draw(): Promise<void> {
    this.seen?.disconnect();
    try {
      const { drawMap } = await import("../islands/map.ts");
      if (!this.element.isConnected) return;
      this.island = await drawMap(this.canvasTarget, {
        mode: this.modeValue,
        areas: this.areasValue,
        base: this.baseValue,
        cases: this.casesValue,
        tiles: this.tilesValue,
        attribution: this.attributionValue,
        selected: this.selectedValue,
        level: this.levelValue,
        points: this.pointsValue,
        areaUrl: this.areaUrlValue,
        words: this.wordsValue,
        at: this.hasLonValue ? { lon: this.lonValue, lat: this.latValue } : null,
        picked: (point) => this.dispatch("picked", { detail: point }),
        opened: (url) => this.open(url),
      });
      for (const fallback of this.fallbackTargets) fallback.hidden = true;
    } catch (error) {
      // No WebGL, or no connection: the text and the link to the list stay.
      console.warn(error);
      for (const fallback of this.fallbackTargets) fallback.dataset["state"] = "failed";
    }
  }
}
