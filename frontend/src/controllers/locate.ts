import { Controller } from "@hotwired/stimulus";

/** What `/where.json` answers: a sentence in the reader's language, and whether the point lies in the office's area. */
type Where = { inside: boolean; text: string };

/**
 * Finds out where the report belongs: by the device's position, or by a point picked on the map. Fills the form's
 * lon, lat and datum, and shows the grid. The position is read once, on demand, and goes nowhere but into the form.
 */
export default class Locate extends Controller<HTMLElement> {
  static override targets = ["lon", "lat", "datum", "place", "button"];
  static override values = { url: String, submit: Boolean, searching: String, denied: String, failed: String };
  declare readonly lonTarget: HTMLInputElement;
  declare readonly latTarget: HTMLInputElement;
  declare readonly datumTarget: HTMLInputElement;
  declare readonly hasDatumTarget: boolean;
  declare readonly placeTarget: HTMLElement;
  declare readonly buttonTargets: HTMLButtonElement[];
  declare readonly urlValue: string;
  declare readonly submitValue: boolean;
  declare readonly searchingValue: string;
  declare readonly deniedValue: string;
  declare readonly failedValue: string;
  private asked = 0;

  override connect(): void {
    for (const button of this.buttonTargets) button.hidden = !("geolocation" in navigator);
    if (this.lonTarget.value && this.latTarget.value) void this.show();
  }

  /** Asks the device where it is. */
  find(event?: Event): void {
    event?.preventDefault();
    this.busy(true);
    this.say(this.searchingValue);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.set(coords.longitude, coords.latitude, "wgs84", true),
      (error) => {
        this.busy(false);
        this.say(error.code === error.PERMISSION_DENIED ? this.deniedValue : this.failedValue);
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  }

  /** Takes the point that was picked on the map. */
  take({ detail }: CustomEvent<{ lon: number; lat: number }>): void {
    this.set(detail.lon, detail.lat, "wgs84", false);
  }

  private set(lon: number, lat: number, datum: string, move: boolean): void {
    this.busy(false);
    this.lonTarget.value = lon.toFixed(6);
    this.latTarget.value = lat.toFixed(6);
    if (this.hasDatumTarget) this.datumTarget.value = datum;
    if (move) this.dispatch("found", { detail: { lon, lat } });
    this.dispatch("placed");
    if (this.submitValue && this.element instanceof HTMLFormElement) return this.element.requestSubmit();
    void this.show();
  }

  private async show(): Promise<void> {
    const asked = ++this.asked;
    const query = new URLSearchParams({ lon: this.lonTarget.value, lat: this.latTarget.value });
    if (this.hasDatumTarget) query.set("datum", this.datumTarget.value);
    try {
      const response = await fetch(`${this.urlValue}?${query}`, { headers: { Accept: "application/json" } });
      const where = (await response.json()) as Where;
      if (asked === this.asked) this.say(where.text, !where.inside);
    } catch {
      if (asked === this.asked) this.say(this.failedValue);
    }
  }

  private say(text: string, outside = false): void {
    this.placeTarget.textContent = text;
    this.placeTarget.hidden = text === "";
    this.placeTarget.classList.toggle("errorlist", outside);
  }

  private busy(on: boolean): void {
    for (const button of this.buttonTargets) {
      button.disabled = on;
      button.toggleAttribute("aria-busy", on);
      if (on) button.setAttribute("aria-busy", "true");
    }
  }
}
