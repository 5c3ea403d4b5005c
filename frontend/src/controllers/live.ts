import { Controller } from "@hotwired/stimulus";

type Changed = { numbers: string[]; many: boolean };

/**
 * Hears what others do. A case that is on the screen is drawn anew, a little later so that two hundred desks do not ask at
 * once; what is not on the screen becomes a quiet line, and no row moves under the pointer. Says who else looks at a case.
 */
export default class Live extends Controller<HTMLElement> {
  static override targets = ["changed", "words", "looking", "broken"];
  static override values = { url: String, number: String, since: String, changed: String, looking: String, pause: { type: Number, default: 2000 } };
  declare readonly changedTarget: HTMLElement;
  declare readonly wordsTarget: HTMLElement;
  declare readonly lookingTarget: HTMLElement;
  declare readonly brokenTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly numberValue: string;
  declare readonly sinceValue: string;
  declare readonly changedValue: string;
  declare readonly lookingValue: string;
  declare readonly pauseValue: number;
  private stream: EventSource | null = null;
  private numbers = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    const query = new URLSearchParams({ case: this.numberValue, since: this.sinceValue });
    this.stream = new EventSource(`${this.urlValue}?${query}`, { withCredentials: true });
    this.stream.addEventListener("hello", () => this.mark(true));
    this.stream.addEventListener("changed", (event) => this.hear(JSON.parse((event as MessageEvent<string>).data) as Changed));
    this.stream.addEventListener("looking", (event) => this.say((JSON.parse((event as MessageEvent<string>).data) as { names: string[] }).names));
    this.stream.addEventListener("error", () => this.mark(false));
  }

  override disconnect(): void {
    clearTimeout(this.timer);
    this.stream?.close();
  }

  /** Draws the list anew in its place. Without htmx the link does it. */
  show(event: Event): void {
    event.preventDefault();
    this.draw();
  }

  private mark(isConnected: boolean): void {
    this.element.toggleAttribute("data-connected", isConnected);
    this.brokenTarget.hidden = isConnected || this.stream?.readyState !== EventSource.CLOSED;
  }

  private hear({ numbers, many }: Changed): void {
    if (this.numberValue && !numbers.includes(this.numberValue)) return;
    for (const number of numbers) this.numbers.add(number);
    const onScreen = [...this.numbers].some((number) => document.querySelector(`[data-case-number="${number}"]`));
    this.wordsTarget.textContent = this.changedValue.replace("{count}", `${this.numbers.size}${many ? "+" : ""}`);
    this.changedTarget.hidden = false;
    this.dispatch("changed");
    if (onScreen && !this.isBusy) this.drawLater();
  }

  private drawLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => !this.isBusy && this.draw(), this.pauseValue * (0.25 + Math.random()));
  }

  /** Nobody's typing, choosing or reading further down is disturbed: then the line waits. */
  private get isBusy(): boolean {
    const at = document.activeElement;
    const types = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;
    const chosen = document.querySelector("#list input[type=checkbox]:checked") !== null;
    return types || chosen || document.querySelector("dialog[open]") !== null || Boolean(this.numberValue);
  }

  private draw(): void {
    this.numbers.clear();
    if (this.numberValue) return location.reload();
    void this.fetchList();
  }

  private async fetchList(): Promise<void> {
    const { default: htmx } = await import("../htmx.ts");
    await htmx.ajax("get", location.pathname + location.search, { target: "#list", select: "#list", swap: "outerHTML" });
  }

  private say(names: string[]): void {
    this.lookingTarget.hidden = names.length === 0;
    this.lookingTarget.textContent = this.lookingValue.replace("{names}", names.join("、"));
  }
}
