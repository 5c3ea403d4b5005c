import { Controller } from "@hotwired/stimulus";

/**
 * A modal dialog. It opens by its own action, or as soon as htmx has put content into its body; without script the
 * opener is a plain link to a page with the same form.
 */
export default class Dialog extends Controller<HTMLElement> {
  static override targets = ["box", "body"];
  declare readonly boxTarget: HTMLDialogElement;
  declare readonly bodyTarget: HTMLElement;
  declare readonly hasBodyTarget: boolean;

  override connect(): void {
    this.element.addEventListener("htmx:afterSwap", this.filled);
    this.boxTarget.addEventListener("close", this.closed);
  }

  override disconnect(): void {
    this.element.removeEventListener("htmx:afterSwap", this.filled);
  }

  open(event?: Event): void {
    event?.preventDefault();
    if (!this.boxTarget.open) this.boxTarget.showModal();
  }

  close(event?: Event): void {
    event?.preventDefault();
    this.boxTarget.close();
  }

  /** Closes on a press beside the box (the dialog element itself is the backdrop). */
  beside(event: Event): void {
    if (event.target === this.boxTarget) this.close();
  }

  /** What was done in the dialog may have changed what lies behind it. */
  private closed = (): void => {
    if (this.boxTarget.querySelector("[data-dialog-changed]")) location.reload();
  };

  private filled = (event: Event): void => {
    if (this.hasBodyTarget && event.target === this.bodyTarget) this.open();
  };
}
