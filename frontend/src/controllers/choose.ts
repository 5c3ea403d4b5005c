import { Controller } from "@hotwired/stimulus";

/** Ticks in a list: how many are chosen, all or none at once, and with shift a whole stretch from the one ticked last. */
export default class Choose extends Controller<HTMLElement> {
  static override targets = ["box", "all", "line", "count", "clear"];
  declare readonly boxTargets: HTMLInputElement[];
  declare readonly allTarget: HTMLInputElement;
  declare readonly hasAllTarget: boolean;
  declare readonly lineTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly clearTarget: HTMLElement;
  private last: HTMLInputElement | null = null;

  override connect(): void {
    this.say();
  }

  tick(event: MouseEvent): void {
    const box = event.currentTarget as HTMLInputElement;
    const [from, to] = [this.last ? this.boxTargets.indexOf(this.last) : -1, this.boxTargets.indexOf(box)];
    if (event.shiftKey && from >= 0) {
      for (const each of this.boxTargets.slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = box.checked;
    }
    this.last = box;
    this.say();
  }

  all(): void {
    for (const box of this.boxTargets) box.checked = this.allTarget.checked;
    this.say();
  }

  clear(): void {
    for (const box of this.boxTargets) box.checked = false;
    this.say();
  }

  /** The line stands there only while there is something to act on. */
  private say(): void {
    const count = this.boxTargets.filter((box) => box.checked).length;
    this.lineTarget.hidden = count === 0;
    this.clearTarget.hidden = count === 0;
    this.countTarget.textContent = (this.countTarget.dataset["words"] ?? "").replace("{count}", `${count}`);
    if (!this.hasAllTarget) return;
    this.allTarget.checked = count > 0 && count === this.boxTargets.length;
    this.allTarget.indeterminate = count > 0 && count < this.boxTargets.length;
  }
}
