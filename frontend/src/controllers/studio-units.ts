import { Controller } from "@hotwired/stimulus";

/** A field of units' names that goes with the map: a press there writes here, what is typed here is marked there. */
export default class StudioUnits extends Controller<HTMLElement> {
  static override targets = ["field"];
  declare readonly fieldTarget: HTMLInputElement;

  override connect(): void {
    this.fieldTarget.addEventListener("change", this.mark);
    window.addEventListener("studio-map:picked", this.fill);
  }

  override disconnect(): void {
    this.fieldTarget.removeEventListener("change", this.mark);
    window.removeEventListener("studio-map:picked", this.fill);
  }

  private fill = (event: Event): void => {
    this.fieldTarget.value = (event as CustomEvent<{ keys: string[] }>).detail.keys.join(", ");
  };

  private mark = (): void => {
    const keys = this.fieldTarget.value
      .split(/[,，、;；\n]/)
      .map((key) => key.trim())
      .filter(Boolean);
    window.dispatchEvent(new CustomEvent("studio-map:choose", { detail: { keys } }));
  };
}
