import { Controller } from "@hotwired/stimulus";
import { forgetPhotos } from "../drafts.ts";

const DAY = 24 * 60 * 60 * 1000;
type Kept = { at: number; fields: [name: string, value: string][] };

/**
 * Keeps what was typed into a form on this device for a day, and brings it back after a lost connection. Never kept:
 * hidden fields, and whatever tells who somebody is (`data-draft-skip`, telephone numbers, passwords).
 * On the page that says 'done', an element with `data-draft-done-value="true"` forgets it.
 */
export default class Draft extends Controller<HTMLElement> {
  static override targets = ["note"];
  static override values = { key: String, done: Boolean };
  declare readonly noteTargets: HTMLElement[];
  declare readonly keyValue: string;
  declare readonly doneValue: boolean;

  override connect(): void {
    if (this.doneValue) return this.forget();
    this.element.addEventListener("input", this.keep);
    this.element.addEventListener("change", this.keep);
    this.restore();
  }

  override disconnect(): void {
    this.element.removeEventListener("input", this.keep);
    this.element.removeEventListener("change", this.keep);
  }

  /** Throws the draft away and empties the form. */
  discard(event?: Event): void {
    event?.preventDefault();
    this.forget();
    if (this.element instanceof HTMLFormElement) this.element.reset();
    this.say(false);
  }

  private restore(): void {
    const kept = this.read();
    if (!kept || this.controls.some((control) => hasChanged(control))) return;
    for (const control of this.controls) fill(control, kept.fields);
    this.say(true);
  }

  private keep = (): void => {
    const fields = this.controls.filter((control) => isGiven(control)).map((control): [string, string] => [control.name, control.value]);
    try {
      localStorage.setItem(this.storage, JSON.stringify({ at: Date.now(), fields } satisfies Kept));
    } catch {
      // Private windows and full disks: the form works without a draft.
    }
  };

  private read(): Kept | null {
    try {
      const kept = JSON.parse(localStorage.getItem(this.storage) ?? "null") as Kept | null;
      if (kept && Date.now() - kept.at < DAY) return kept;
    } catch {
      return null;
    }
    this.forget();
    return null;
  }

  private forget(): void {
    void forgetPhotos(this.keyValue);
    try {
      localStorage.removeItem(this.storage);
    } catch {
      // Nothing was kept either.
    }
  }

  private say(restored: boolean): void {
    for (const note of this.noteTargets) note.hidden = !restored;
  }

  private get storage(): string {
    return `draft:${this.keyValue}`;
  }

  private get controls(): Control[] {
    return [...this.element.querySelectorAll<Control>("input[name], select[name], textarea[name]")].filter((control) => isKept(control));
  }
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const NEVER = ["hidden", "file", "password", "tel", "submit", "button"];

function isKept(control: Control): boolean {
  return !NEVER.includes(control.type) && control.closest("[data-draft-skip]") === null;
}

function isChoice(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

function isGiven(control: Control): boolean {
  return isChoice(control) ? control.checked : control.value !== "";
}

/** Whether the server already filled the form in, as it does when it comes back with errors. */
function hasChanged(control: Control): boolean {
  return control instanceof HTMLTextAreaElement ? control.defaultValue !== "" : control.getAttribute("aria-invalid") === "true";
}

function fill(control: Control, fields: Kept["fields"]): void {
  const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
  if (isChoice(control)) control.checked = values.includes(control.value);
  else if (values[0] !== undefined) control.value = values[0];
}
