import { Controller } from "@hotwired/stimulus";

/** A button beside something that was found: it shows on the page's map where that lies. */
export default class StudioPlace extends Controller<HTMLElement> {
  static override values = { box: Array, keys: Array };
  declare readonly boxValue: number[];
  declare readonly keysValue: string[];

  show(): void {
    const detail = { box: this.boxValue, keys: this.keysValue };
    window.dispatchEvent(new CustomEvent("studio-map:find", { detail }));
  }
}
