import { Controller } from "@hotwired/stimulus";
import { keepPhotos, keptPhotos } from "../drafts.ts";

/**
 * Shows the chosen photos before they are sent, and takes out those that the server would refuse for their
 * size. In a form with a draft they are there again after the browser was closed.
 */
export default class Photo extends Controller<HTMLElement> {
  static override targets = ["input", "list", "note"];
  static override values = { max: { type: Number, default: 20 * 2 ** 20 }, tooLarge: String };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly noteTarget: HTMLElement;
  declare readonly hasNoteTarget: boolean;
  declare readonly maxValue: number;
  declare readonly tooLargeValue: string;
  private addresses: string[] = [];

  override async connect(): Promise<void> {
    // What the office has already, after a form that came back, is not sent once more.
    if (this.element.closest("form")?.querySelector("[name=drop]")) return;
    const files = this.draft ? await keptPhotos(this.draft) : [];
    if (!files.length || this.inputTarget.files?.length) return;
    this.inputTarget.files = listOf(files);
    this.show();
  }

  override disconnect(): void {
    this.release();
  }

  show(): void {
    const chosen = [...(this.inputTarget.files ?? [])];
    const small = chosen.filter((file) => file.size <= this.maxValue);
    if (small.length < chosen.length) this.inputTarget.files = listOf(small);
    this.say(chosen.filter((file) => !small.includes(file)));
    if (this.draft) void keepPhotos(this.draft, small).then(() => (this.element.dataset["kept"] = String(small.length)));
    this.release();
    this.listTarget.replaceChildren(...small.map((file) => this.preview(file)));
  }

  /** The draft of the form that the photos belong to: they are kept with what is typed. */
  private get draft(): string {
    return this.element.closest<HTMLElement>("[data-draft-key-value]")?.dataset["draftKeyValue"] ?? "";
  }

  private say(refused: File[]): void {
    if (!this.hasNoteTarget) return;
    this.noteTarget.hidden = refused.length === 0;
    this.noteTarget.textContent = refused.map((file) => this.tooLargeValue.replace("{name}", file.name)).join(" ");
  }

  private preview(file: File): HTMLElement {
    const item = document.createElement("li");
    if (file.type.startsWith("image/")) item.append(this.picture(file));
    const name = document.createElement("span");
    name.textContent = `${file.name} · ${sizeOf(file.size)}`;
    item.append(name);
    return item;
  }

  private picture(file: File): HTMLImageElement {
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = "";
    this.addresses.push(picture.src);
    return picture;
  }

  private release(): void {
    for (const address of this.addresses.splice(0)) URL.revokeObjectURL(address);
  }
}

/** A file's size for people, in megabytes or kilobytes. */
export function sizeOf(bytes: number): string {
  return bytes >= 2 ** 20 ? `${(bytes / 2 ** 20).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
}

function listOf(files: File[]): FileList {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer.files;
}
