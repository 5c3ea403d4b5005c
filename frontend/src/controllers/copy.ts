import { Controller } from "@hotwired/stimulus";

/** Copies a text (a case number, a tracking code) and says so. */
export default class Copy extends Controller<HTMLElement> {
  static override targets = ["source", "said"];
  static override values = { text: String };
  declare readonly sourceTarget: HTMLElement;
  declare readonly hasSourceTarget: boolean;
  declare readonly saidTargets: HTMLElement[];
  declare readonly textValue: string;

  async copy(event?: Event): Promise<void> {
    event?.preventDefault();
    if (!(await this.written())) return;
    for (const said of this.saidTargets) {
      said.hidden = false;
      setTimeout(() => (said.hidden = true), 2500);
    }
  }

  private async written(): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(this.text);
      return true;
    } catch {
      // No clipboard on plain http: leave the text selected, so that one key copies it.
      if (this.hasSourceTarget) getSelection()?.selectAllChildren(this.sourceTarget);
      return false;
    }
  }

  private get text(): string {
    return this.textValue || (this.hasSourceTarget ? this.sourceTarget.textContent.trim() : "");
  }
}
