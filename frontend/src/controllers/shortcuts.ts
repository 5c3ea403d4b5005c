import { Controller } from "@hotwired/stimulus";

/** Moves along a list with j and k; Enter opens, since the items are links; / goes to the search field. */
export default class Shortcuts extends Controller<HTMLElement> {
  static override targets = ["item", "search"];
  declare readonly itemTargets: HTMLElement[];
  declare readonly searchTarget: HTMLElement;
  declare readonly hasSearchTarget: boolean;

  override connect(): void {
    document.addEventListener("keydown", this.press);
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.press);
  }

  private press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "j") this.go(1, event);
    else if (event.key === "k") this.go(-1, event);
    else if (event.key === "/" && this.hasSearchTarget) {
      event.preventDefault();
      this.searchTarget.focus();
    }
  };

  private go(step: 1 | -1, event: Event): void {
    const items = this.itemTargets;
    const at = items.findIndex((item) => item === document.activeElement);
    const from = at >= 0 ? at : items.findIndex((item) => item.hasAttribute("aria-current"));
    const next = items[from < 0 ? 0 : Math.min(Math.max(from + step, 0), items.length - 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select") || target.closest("dialog[open]") !== null)
  );
}
