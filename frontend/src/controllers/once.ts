import { Controller } from "@hotwired/stimulus";

/** A form that can be sent once: buttons rest while it is under way, and a key tells the server about a repeat. */
export default class Once extends Controller<HTMLFormElement> {
  static override targets = ["key"];
  declare readonly keyTargets: HTMLInputElement[];
  private sent = false;

  override connect(): void {
    for (const key of this.keyTargets) key.value ||= newKey();
    this.element.addEventListener("submit", this.send);
    this.element.addEventListener("htmx:afterRequest", this.rest);
    addEventListener("pageshow", this.rest);
  }

  override disconnect(): void {
    this.element.removeEventListener("submit", this.send);
    this.element.removeEventListener("htmx:afterRequest", this.rest);
    removeEventListener("pageshow", this.rest);
  }

  private send = (event: Event): void => {
    if (this.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.sent = true;
    const pressed = (event as SubmitEvent).submitter;
    // Later, so that the pressed button's own value still travels with the form.
    setTimeout(() => {
      if (event.defaultPrevented && !this.element.matches("[hx-post], [data-hx-post]")) return this.rest();
      for (const button of this.buttons) button.disabled = true;
      pressed?.setAttribute("aria-busy", "true");
    });
  };

  private rest = (): void => {
    this.sent = false;
    for (const button of this.buttons) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  };

  private get buttons(): HTMLButtonElement[] {
    return [...this.element.elements].filter(
      (element): element is HTMLButtonElement => element instanceof HTMLButtonElement && element.type === "submit",
    );
  }
}

/** A random key of 32 hexadecimal digits; works on plain http too, where `randomUUID` does not exist. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
