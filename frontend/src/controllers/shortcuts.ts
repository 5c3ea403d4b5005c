import { Controller } from "@hotwired/stimulus";

/**
 * Single keys: j and k move along a list, Enter opens, since the items are links; x ticks the row; / goes to the search field; ?
 * opens the help; a letter that stands at a button presses it. Whoever switched them off has none of it (WCAG 2.1.4).
 */
export default class Shortcuts extends Controller<HTMLElement> {
  static override targets = ["item", "search", "help"];
  static override values = { off: Boolean };
  declare readonly itemTargets: HTMLElement[];
  declare readonly searchTarget: HTMLElement;
  declare readonly hasSearchTarget: boolean;
  declare readonly helpTarget: HTMLElement;
  declare readonly hasHelpTarget: boolean;
  declare readonly offValue: boolean;

  override connect(): void {
    document.addEventListener("keydown", this.press);
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.press);
  }

  private press = (event: KeyboardEvent): void => {
    if (this.offValue || event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key !== "j" && event.key !== "k") return;
    if (isTyping(event.target)) return;
    if (this.act(event)) event.preventDefault();
  };

  private act(event: KeyboardEvent): boolean {
    const { key } = event;
    if (key === "j" || key === "k") return this.go(key === "j" ? 1 : -1);
    if (key === "x" || key === "X") return this.tick(event.shiftKey);
    if (key === "/") return this.hasSearchTarget && (this.searchTarget.focus(), true);
    if (key === "?") return this.hasHelpTarget && (this.helpTarget.click(), true);
    const button = [...this.element.querySelectorAll<HTMLElement>("[data-key]")].find(
      (each) => each.dataset["key"] === key && each.checkVisibility(),
    );
    button?.click();
    return button !== undefined;
  }

  private go(step: 1 | -1): boolean {
    const items = this.itemTargets;
    const from = this.at();
    const next = items[from < 0 ? 0 : Math.min(Math.max(from + step, 0), items.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return next !== undefined;
  }

  /** The row that is focused, else the one that stands open. */
  private at(): number {
    const at = this.itemTargets.findIndex((item) => item === document.activeElement);
    return at >= 0 ? at : this.itemTargets.findIndex((item) => item.hasAttribute("aria-current"));
  }

  private tick(shiftKey: boolean): boolean {
    const box = this.itemTargets[this.at()]?.closest("tr")?.querySelector("input[type=checkbox]");
    box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
    return Boolean(box);
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select") || target.closest("dialog[open]") !== null)
  );
}
