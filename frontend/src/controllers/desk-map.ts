import { Controller } from "@hotwired/stimulus";
import { type Corner, cornersOf, dataAddress, filtersOnly, withArea, withPolygon } from "../desk/address.ts";
import htmx from "../htmx.ts";
import type { Cases, DeskIsland, Lamps } from "../islands/desk-map.ts";
import type { Heat } from "../islands/map/over.ts";

/** Brings the map to the desk, and keeps map and list at one: what narrows the one narrows the other. */
export default class DeskMap extends Controller<HTMLElement> {
  static override targets = ["list", "lines", "pane", "canvas", "fallback", "begin", "drawing", "heat", "said"];
  static override values = {
    areas: String, base: String, cases: String, lamps: String, heat: String, tiles: String, words: Object, said: Object,
    pause: { type: Number, default: 1500 },
  };
  declare readonly listTarget: HTMLElement;
  declare readonly linesTarget: HTMLElement;
  declare readonly hasLinesTarget: boolean;
  declare readonly paneTarget: HTMLElement;
  declare readonly canvasTarget: HTMLElement;
  declare readonly fallbackTarget: HTMLElement;
  declare readonly beginTarget: HTMLButtonElement;
  declare readonly drawingTarget: HTMLElement;
  declare readonly heatTarget: HTMLSelectElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly areasValue: string;
  declare readonly baseValue: string;
  declare readonly casesValue: string;
  declare readonly lampsValue: string;
  declare readonly heatValue: string;
  declare readonly tilesValue: string;
  declare readonly wordsValue: Record<string, string>;
  declare readonly saidValue: Record<string, string>;
  declare readonly pauseValue: number;
  private island: DeskIsland | null = null;
  private seen: IntersectionObserver | null = null;
  private complete = true;
  private chosen: Corner | null = null;
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    this.seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void this.begin();
    });
    this.seen.observe(this.paneTarget);
  }

  override disconnect(): void {
    clearTimeout(this.timer);
    this.seen?.disconnect();
    this.island?.remove();
    this.island = null;
  }

  /** The list was drawn anew: with other filters, or because something changed. */
  listTargetConnected(list: HTMLElement): void {
    this.island?.select(list.dataset["area"] ?? "", cornersOf(list.dataset["polygon"] ?? ""));
    void this.refresh();
  }

  linesTargetConnected(lines: HTMLElement): void {
    this.island?.colour(Number(lines.dataset["level"]));
  }

  /** Others have done something: a burst of it is one question, and not all desks ask at once. */
  soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), this.pauseValue * (0.5 + Math.random()));
  }

  /** Asks for everything that is drawn over the areas. What cannot be had stays as it was, and the reader is told. */
  async refresh(): Promise<void> {
    if (!this.island) return;
    const turn = ++this.turn;
    const days = this.heatTarget.value;
    try {
      const [cases, lamps, heat] = await Promise.all([
        this.ask<Cases>(this.casesValue, { zoom: this.island.view().zoom }),
        this.ask<Lamps>(this.lampsValue),
        days ? this.ask<Heat>(this.heatValue, { days }) : null,
      ]);
      if (turn !== this.turn || !this.island) return;
      this.complete = cases.complete;
      this.island.show({ cases, lamps, heat });
      this.say(this.describe(cases, days));
      this.paneTarget.dataset["count"] = `${cases.count}`;
    } catch (error) {
      console.warn(error);
      if (turn === this.turn) this.say(this.saidValue["failed"]);
    }
  }

  /** Marks on the map the case of the row under the pointer or the focus. */
  point({ target }: Event): void {
    const point = pointOf(target);
    if (point) this.island?.mark(point);
  }

  /** Back to the case that stands open, if one does. */
  unpoint(): void {
    this.island?.mark(this.chosen);
  }

  /** Links to other filters draw the list alone anew, so that the map stays where it is. */
  follow(event: MouseEvent): void {
    const link = (event.target as Element).closest("a");
    if (link?.hasAttribute("hx-get") && pointOf(link)) {
      this.chosen = pointOf(link);
      this.island?.lookAt(this.chosen!);
    }
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
    if (!link || !isPlain || link.target || link.hasAttribute("hx-get") || link.hasAttribute("download")) return;
    if (!link.href || link.getAttribute("href")?.startsWith("#") || !filtersOnly(link, location as unknown as URL)) return;
    event.preventDefault();
    event.stopPropagation();
    void this.go(new URL(link.href).search);
  }

  draw(): void {
    this.island?.drawer.start();
  }

  close(): void {
    this.island?.drawer.close();
  }

  cancel(): void {
    this.island?.drawer.cancel();
  }

  private async begin(): Promise<void> {
    this.seen?.disconnect();
    try {
      const { drawDeskMap } = await import("../islands/desk-map.ts");
      if (!this.element.isConnected) return;
      this.island = await drawDeskMap(this.canvasTarget, {
        areas: this.areasValue,
        base: this.baseValue,
        tiles: this.tilesValue,
        words: this.wordsValue,
        selected: this.listTarget.dataset["area"] ?? "",
        polygon: cornersOf(this.listTarget.dataset["polygon"] ?? ""),
        level: this.hasLinesTarget ? Number(this.linesTarget.dataset["level"]) : 0,
        picked: (code) => void this.go(withArea(this.query, code)),
        opened: (url) => void htmx.ajax("get", url, { target: "#detail", select: "#case", swap: "innerHTML" }),
        pointed: (number) => this.markRow(number),
        moved: () => void this.moved(),
        drawn: (corners: Corner[]) => void this.go(withPolygon(this.query, corners)),
        said: (what) => this.hearDrawer(what),
      });
      this.fallbackTarget.hidden = true;
      this.beginTarget.disabled = false;
      await this.refresh();
      await this.island.settled();
      this.paneTarget.dataset["ready"] = "";
    } catch (error) {
      // No WebGL, or no connection: the table of areas stays.
      console.warn(error);
      this.fallbackTarget.dataset["state"] = "failed";
      this.paneTarget.querySelector("details")?.setAttribute("open", "");
    }
  }

  /** Where not all cases could be sent, those of the new view are asked for. */
  private async moved(): Promise<void> {
    if (this.complete || !this.island) return;
    const turn = ++this.turn;
    const cases = await this.ask<Cases>(this.casesValue, this.island.view()).catch(console.warn);
    if (cases && turn === this.turn) this.island.showCases(cases);
  }

  private async go(search: string): Promise<void> {
    await htmx.ajax("get", location.pathname + search, { source: this.listTarget, target: "#list", select: "#list", swap: "outerHTML", selectOOB: "#area-lines" });
  }

  private get query(): string {
    return this.listTarget.dataset["query"] ?? "";
  }

  private async ask<Answer>(address: string, more: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(dataAddress(address, this.query, more), { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
    return (await response.json()) as Answer;
  }

  private markRow(number: string): void {
    for (const row of this.listTarget.querySelectorAll<HTMLElement>("[data-marked]")) delete row.dataset["marked"];
    const row = number && this.listTarget.querySelector<HTMLElement>(`[data-case-number="${CSS.escape(number)}"]`);
    if (row) row.dataset["marked"] = "";
  }

  private hearDrawer(what: "started" | "ended" | "few" | "crossing" | "full"): void {
    if (what === "started" || what === "ended") {
      this.drawingTarget.hidden = what === "ended";
      this.beginTarget.hidden = what === "started";
      this.paneTarget.toggleAttribute("data-drawing", what === "started");
    }
    this.say(what === "ended" ? "" : this.saidValue[what === "started" ? "start" : what]);
  }

  private describe({ count, note }: Cases, days: string): string {
    if (days) return this.saidValue["heat"]?.replace("{days}", days) ?? "";
    return [this.saidValue["shown"]?.replace("{count}", `${count}`), note].filter(Boolean).join(" ");
  }

  private say(words = ""): void {
    this.saidTarget.textContent = words;
  }
}

/** Where the case of a row lies. */
function pointOf(target: EventTarget | null): Corner | null {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-point]") : null;
  return row ? cornersOf(row.dataset["point"] ?? "")[0] ?? null : null;
}
