import { Controller } from "@hotwired/stimulus";

/**
 * Keeps a big screen right for weeks: asks for its own page every so often, soon after others have done something, and for ever
 * when there is no connection. What it shows then is marked as old. Says `wall:renewed`, upon which the map asks for its lamps.
 */
export default class Wall extends Controller<HTMLElement> {
  static override targets = ["broken"];
  static override values = { pause: { type: Number, default: 20_000 }, soon: { type: Number, default: 1000 } };
  declare readonly brokenTarget: HTMLElement;
  declare readonly pauseValue: number;
  declare readonly soonValue: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private asking = false;

  override connect(): void {
    this.wait(this.pauseValue);
  }

  override disconnect(): void {
    clearTimeout(this.timer);
  }

  /** Others have done something: a burst of it is one question, and not all screens ask at once. */
  soon(): void {
    this.wait(this.soonValue * (0.5 + Math.random() / 2));
  }

  private wait(milliseconds: number): void {
    const due = performance.now() + milliseconds;
    if (due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => void this.renew(), milliseconds);
  }

  private async renew(): Promise<void> {
    this.due = Infinity;
    if (this.asking) return this.wait(this.soonValue);
    this.asking = true;
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(15_000) });
      // Signed out, or no longer allowed: old figures do not stay on the wall.
      if (answer.redirected || answer.status === 403) return location.reload();
      if (!answer.ok) throw new Error(`wall: ${answer.status}`);
      this.draw(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      console.warn(error);
      this.brokenTarget.hidden = false;
    } finally {
      this.asking = false;
      if (this.element.isConnected) this.wait(this.pauseValue);
    }
  }

  private draw(page: Document): void {
    // A new version of OneGrid was put in place: the old page's script no longer fits what the server says.
    if (scriptOf(page) !== scriptOf(document)) return location.reload();
    for (const part of this.element.querySelectorAll<HTMLElement>("[data-wall-part]")) {
      const anew = page.getElementById(part.id);
      if (anew) part.innerHTML = anew.innerHTML;
    }
    this.brokenTarget.hidden = true;
    this.dispatch("renewed");
  }
}

function scriptOf(page: Document): string | null {
  return page.querySelector("script[type=module]")?.getAttribute("src") ?? null;
}
