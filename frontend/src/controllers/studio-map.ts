import { Controller } from "@hotwired/stimulus";
import type { Layer, StudioIsland, View } from "../islands/studio.ts";

/** A map of layers over each other, in the plan studio. Maps of one group move together; pressed units are told to the page. */
export default class StudioMap extends Controller<HTMLElement> {
  static override targets = ["canvas", "fallback"];
  static override values = { layers: Array, group: String, words: Object };
  declare readonly canvasTarget: HTMLElement;
  declare readonly fallbackTarget: HTMLElement;
  declare readonly layersValue: Layer[];
  declare readonly groupValue: string;
  declare readonly wordsValue: Record<string, string>;
  private island: StudioIsland | null = null;
  private seen: IntersectionObserver | null = null;
  private drawing: Promise<void> | null = null;

  override connect(): void {
    window.addEventListener("studio-map:moved", this.follow);
    this.seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.drawing ??= this.draw();
    });
    this.seen.observe(this.element);
  }

  override disconnect(): void {
    window.removeEventListener("studio-map:moved", this.follow);
    this.seen?.disconnect();
    this.island?.remove();
    this.island = null;
    this.drawing = null;
  }

  /** Shows or hides a layer. */
  show({ detail }: CustomEvent<{ key: string; shown: boolean }>): void {
    this.island?.show(detail.key, detail.shown);
  }

  /** Marks the units that stand in the page's field. */
  choose({ detail }: CustomEvent<{ keys: string[] }>): void {
    this.island?.choose(detail.keys);
  }

  /** Brings the map into view, and on it the place of something that was found. */
  async find({ detail }: CustomEvent<{ box: number[]; keys: string[] }>): Promise<void> {
    this.element.scrollIntoView({ block: "center" });
    this.drawing ??= this.draw();
    await this.drawing;
    this.island?.find(detail.box, detail.keys);
  }

  private follow = (event: Event): void => {
    const { group, view, from } = (event as CustomEvent<{ group: string; view: View; from: Element }>).detail;
    if (this.groupValue && group === this.groupValue && from !== this.element) this.island?.look(view);
  };

  private async draw(): Promise<void> {
    this.seen?.disconnect();
    try {
      const { drawStudioMap } = await import("../islands/studio.ts");
      if (!this.element.isConnected) return;
      this.island = await drawStudioMap(this.canvasTarget, {
        layers: this.layersValue,
        words: this.wordsValue,
        moved: (view) => this.groupValue && this.tell("moved", { group: this.groupValue, view, from: this.element }),
        picked: (keys) => this.tell("picked", { keys }),
      });
      if (!this.element.isConnected) return this.island.remove();
      this.fallbackTarget.hidden = true;
      this.element.dataset["drawn"] = "true";
    } catch (error) {
      console.warn(error);
      this.fallbackTarget.dataset["state"] = "failed";
    }
  }

  private tell(name: string, detail: Record<string, unknown>): void {
    this.dispatch(name, { detail });
  }
}
