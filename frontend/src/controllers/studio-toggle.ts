import { Controller } from "@hotwired/stimulus";

/** A box that shows or hides a layer of the studio's map. */
export default class StudioToggle extends Controller<HTMLInputElement> {
  static override values = { key: String };
  declare readonly keyValue: string;

  flip(): void {
    const detail = { key: this.keyValue, shown: this.element.checked };
    window.dispatchEvent(new CustomEvent("studio-map:show", { detail }));
  }
}
