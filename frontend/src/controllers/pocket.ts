import { Controller } from "@hotwired/stimulus";
import { foresee, isDueToday, metres } from "../pocket/foresight.ts";
import { dropDraft, forgetDrafts, keepDraft, restoreDraft } from "../pocket/drafts.ts";
import { csrfToken, postTo, sendAll, type Stopped } from "../pocket/send.ts";
import { Store } from "../pocket/store.ts";
import type { Ask, Bundle, Case, Move, Step, Waiting } from "../pocket/types.ts";
import { draw, drawCase, drawForm, drawRow, drawWaiting, type Place } from "../pocket/view.ts";
import { newKey } from "./once.ts";

const SOON = 5_000;
const LATE = 60_000;
type About = Omit<Bundle, "cases">;

/**
 * The worker's page that needs no signal. It shows what the telephone keeps, puts whatever is done into the outbox first,
 * and sends the outbox whenever there is a connection: at once, when it comes back, when the page is looked at, and in a
 * loop that grows slower. The address after # says what is shown, so that 'back' works.
 */
export default class Pocket extends Controller<HTMLElement> {
  static override targets = ["main", "tab", "count", "offline", "signin", "closed"];
  static override values = { bundle: String, outbox: String, noteTitle: String, visitTitle: String, refused: String };
  declare readonly mainTarget: HTMLElement;
  declare readonly tabTargets: HTMLAnchorElement[];
  declare readonly countTargets: HTMLElement[];
  declare readonly offlineTarget: HTMLElement;
  declare readonly signinTarget: HTMLElement;
  declare readonly closedTarget: HTMLElement;
  declare readonly bundleValue: string;
  declare readonly outboxValue: string;
  declare readonly noteTitleValue: string;
  declare readonly visitTitleValue: string;
  declare readonly refusedValue: string;
  private store!: Store;
  private about: About | undefined;
  private cases: Case[] = [];
  private outbox: Waiting[] = [];
  private here: Place | null = null;
  private pause = SOON;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;
  private wanted = false;

  override async connect(): Promise<void> {
    addEventListener("hashchange", this.show);
    addEventListener("online", this.send);
    addEventListener("offline", this.say);
    document.addEventListener("visibilitychange", this.send);
    navigator.serviceWorker?.addEventListener("message", this.send);
    this.store = await Store.open();
    await this.read();
    this.show();
    this.send();
  }

  override disconnect(): void {
    removeEventListener("hashchange", this.show);
    removeEventListener("online", this.send);
    removeEventListener("offline", this.say);
    document.removeEventListener("visibilitychange", this.send);
    navigator.serviceWorker?.removeEventListener("message", this.send);
    clearTimeout(this.timer);
  }

  /** Puts the form's act into the outbox. Only then the form goes away. */
  async act(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (!this.about || !form.reportValidity()) return;
    const [number, key] = this.shown("act").split("/");
    const found = this.cases.find((each) => each.number === number);
    if (!found) return;
    const move = this.foreseen(found).moves.find((each) => each.key === key);
    const given = new FormData(form);
    const step = stepOf(found, move, given);
    await this.put([step], [photosIn(given)], move?.title ?? this.noteTitleValue, `${found.number} ${found.title}`);
    location.hash = `case=${found.number}`;
  }

  /** Puts a visit into the outbox: all that was found, as one. */
  async visit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    if (!form.reportValidity()) return;
    const findings = [...form.querySelectorAll<HTMLElement>("[data-finding]")];
    const place = (name: string): string => form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value;
    const where = { address: place("address"), area_code: place("area_code"), ...this.point(place("area_code")) };
    const steps = findings.map((finding) => findingStep(finding, where));
    const photos = findings.map((finding) => [...(finding.querySelector<HTMLInputElement>("[type=file]")!.files ?? [])]);
    await this.put(steps, photos, this.visitTitleValue, `${where.address} · ${steps.length}`);
    location.hash = "outbox";
  }

  /** Keeps what is being typed, until it is done: a telephone closes pages as it likes. */
  keep(event: Event): void {
    const form = (event.target as HTMLElement).closest("form");
    if (form && this.mainTarget.contains(form)) keepDraft(location.hash, form);
  }

  addFinding(event: Event): void {
    event.preventDefault();
    this.element.querySelector("[data-findings]")?.append(this.finding());
  }

  removeFinding(event: Event): void {
    (event.target as HTMLElement).closest("[data-finding]")?.remove();
  }

  /** Offers only the fields that a finding of its sort needs. */
  sortFinding(event: Event): void {
    fitFinding((event.target as HTMLElement).closest<HTMLElement>("[data-finding]")!);
  }

  async insist({ params }: { params: { id: number } }): Promise<void> {
    await this.store.insist(params.id);
    await this.refresh();
    this.send();
  }

  async drop({ params, target }: { params: { id: number }; target: HTMLElement }): Promise<void> {
    // Asked twice: the first press arms the button.
    if (!target.toggleAttribute("data-armed")) {
      await this.store.drop(params.id);
      await this.refresh();
      this.send();
    } else target.textContent = target.dataset["sure"] ?? target.textContent;
  }

  /** Reads the position once. It is used on this page only and goes nowhere, unless a visit is reported from here. */
  locate(): void {
    this.ask(() => this.show());
  }

  /** Takes the position as the place of what was found, so that no area need be chosen. */
  locateVisit({ target }: { target: HTMLElement }): void {
    this.ask(() => {
      this.mainTarget.querySelector<HTMLSelectElement>("[name=area_code]")!.required = false;
      target.textContent = target.dataset["taken"] ?? target.textContent;
    });
  }

  private ask(then: () => void): void {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      this.here = { lon: coords.longitude, lat: coords.latitude };
      then();
    });
  }

  private async put(steps: Step[], photos: File[][], title: string, about: string): Promise<void> {
    dropDraft(location.hash);
    const waiting = { key: newKey(), person: this.about!.person.id, title, about, at: new Date().toISOString(), steps, photos, question: null };
    await this.store.add(waiting);
    await wakeLater();
    await this.read();
    this.send();
  }

  /**
   * Sends, then brings what is kept up to date. One at a time, also over several open pages. A call that comes while it
   * runs is not lost: the signal may have returned just after the running one gave up.
   */
  private send = async (): Promise<void> => {
    if (document.visibilityState === "hidden" && this.outbox.length === 0) return;
    this.wanted = true;
    if (this.running) return;
    this.running = true;
    try {
      while (this.wanted) {
        this.wanted = false;
        await this.sendNow();
      }
    } finally {
      this.running = false;
    }
  };

  private async sendNow(): Promise<void> {
    clearTimeout(this.timer);
    const stopped = await alone(() => this.exchange());
    this.signinTarget.hidden = stopped !== "signin";
    this.closedTarget.hidden = stopped !== "closed";
    const again = stopped === "away" || stopped === "broken";
    this.pause = again ? Math.min(this.pause * 2, LATE) : SOON;
    await this.refresh();
    const more = this.outbox.some((each) => !each.question);
    this.timer = setTimeout(this.send, again || more ? this.pause : LATE);
  }

  /** First learns who is signed in, for nobody's acts are sent as another's; then sends what they have waiting. */
  private async exchange(): Promise<Stopped | "closed"> {
    const bundle = await this.fetchBundle();
    if (typeof bundle === "string") return bundle;
    const before = (await this.store.about())?.person.id;
    if (before !== undefined && before !== bundle.person.id) forgetDrafts();
    await this.store.keep(bundle);
    return await sendAll(this.store, bundle.person.id, postTo(this.outboxValue, csrfToken, this.refusedValue));
  }

  private async fetchBundle(): Promise<Bundle | "signin" | "closed" | "away"> {
    try {
      const answer = await fetch(this.bundleValue, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.type === "opaqueredirect") return "signin";
      if (answer.status === 403) return "closed";
      return answer.ok ? ((await answer.json()) as Bundle) : "away";
    } catch {
      return "away";
    }
  }

  private async read(): Promise<void> {
    this.about = await this.store.about();
    this.cases = (await this.store.cases()).sort(byDue);
    this.outbox = this.about ? await this.store.waiting(this.about.person.id) : [];
  }

  private async refresh(): Promise<void> {
    await this.read();
    // Whoever is typing is not disturbed.
    if (!this.shown("act") && location.hash !== "#visit") this.show();
    else this.say();
  }

  private show = (): void => {
    const number = this.shown("case") || this.shown("act").split("/")[0];
    const found = this.cases.find((each) => each.number === number);
    const what = location.hash.slice(1) || "today";
    if (this.shown("act") && found) this.mainTarget.replaceChildren(this.form(found, this.shown("act").split("/")[1]!));
    else if (number && found) this.mainTarget.replaceChildren(drawCase(found, this.foreseen(found)));
    else if (what === "outbox") this.list(this.outbox.map(drawWaiting), what);
    else if (what === "visit") this.mainTarget.replaceChildren(this.visitForm());
    else this.list(this.chosen(what).map((each) => drawRow(each, this.foreseen(each), this.here)), number ? "today" : what);
    const form = this.mainTarget.querySelector("form");
    if (form) restoreDraft(location.hash, form);
    for (const tab of this.tabTargets) tab.toggleAttribute("aria-current", tab.hash === `#${what}`);
    for (const tab of this.tabTargets) if (tab.hash === `#${what}`) tab.setAttribute("aria-current", "page");
    this.say();
  };

  private say = (): void => {
    this.offlineTarget.hidden = navigator.onLine;
    for (const count of this.countTargets) count.textContent = this.outbox.length ? String(this.outbox.length) : "";
    this.element.dataset["waiting"] = String(this.outbox.length);
    this.element.dataset["kept"] = String(this.cases.length);
  };

  private list(rows: HTMLElement[], what: string): void {
    const list = draw("list");
    list.append(...(rows.length ? rows : [draw(this.about ? `empty-${what}` : "empty-first")]));
    if (what === "near" && !this.here) list.prepend(draw("locate"));
    this.mainTarget.replaceChildren(list);
  }

  private chosen(what: string): Case[] {
    if (what === "new") return this.cases.filter((each) => this.foreseen(each).state === "new");
    if (what === "all") return this.cases;
    if (what !== "near") return this.cases.filter((each) => isDueToday(each));
    const here = this.here;
    const placed = this.cases.filter((each) => each.lon !== null && each.lat !== null);
    return here ? placed.sort((a, b) => metres(here, a as Place) - metres(here, b as Place)) : [];
  }

  private form(found: Case, key: string): HTMLElement {
    const about = `${found.number} ${found.title}`;
    if (key === "note") return drawForm(this.noteTitleValue, about, "", [{ name: "text", title: this.noteTitleValue, sort: "text", required: true }]);
    const move = this.foreseen(found).moves.find((each) => each.key === key);
    return move ? drawForm(move.title, about, move.hint, move.asks) : drawCase(found, this.foreseen(found));
  }

  private visitForm(): HTMLElement {
    const form = draw("visit");
    form.querySelector("[data-findings]")!.append(this.finding());
    return form;
  }

  private finding(): HTMLElement {
    const made = draw("finding");
    const cases = made.querySelector<HTMLSelectElement>("[name=number]")!;
    cases.append(...this.cases.map((each) => new Option(`${each.number} ${each.title}`, each.number)));
    const count = this.element.querySelectorAll("[data-finding]").length;
    for (const control of made.querySelectorAll<HTMLInputElement>("input, select, textarea")) {
      control.id = `${control.name}-${count}`;
      control.closest(".field")?.querySelector("label")?.setAttribute("for", control.id);
    }
    fitFinding(made);
    return made;
  }

  private point(area: string): { lon?: number; lat?: number } {
    return this.here && !area ? this.here : {};
  }

  private foreseen(found: Case): ReturnType<typeof foresee> {
    return foresee(found, this.about?.steps ?? {}, this.outbox);
  }

  private shown(what: "case" | "act"): string {
    const [name, value] = location.hash.slice(1).split("=");
    return name === what ? (value ?? "") : "";
  }
}

function stepOf(found: Case, move: Move | undefined, given: FormData): Step {
  if (!move) return { do: "note", number: found.number, text: String(given.get("text") ?? "") };
  const asked = move.asks.filter((ask: Ask) => ask.sort !== "photos");
  const answers = Object.fromEntries(asked.map((ask) => [ask.name, String(given.get(ask.name) ?? "")]));
  return { do: "move", number: found.number, move: move.key, seen: found.length, answers };
}

function photosIn(given: FormData): File[] {
  return given.getAll("photo").filter((each): each is File => each instanceof File && each.size > 0);
}

function findingStep(finding: HTMLElement, where: { address: string; area_code: string }): Step {
  const value = (name: string): string => finding.querySelector<HTMLInputElement>(`[name=${name}]`)!.value;
  if (value("sort") === "note") return { do: "note", number: value("number"), text: value("words") };
  const [kind = "", category = ""] = value("sort").split("/");
  return { do: "report", kind, category, description: value("words"), ...where };
}

function fitFinding(finding: HTMLElement): void {
  const isNote = finding.querySelector<HTMLSelectElement>("[name=sort]")!.value === "note";
  for (const part of finding.querySelectorAll<HTMLElement>("[data-for]")) {
    part.hidden = (part.dataset["for"] === "note") !== isNote;
    for (const control of part.querySelectorAll<HTMLInputElement>("select")) control.required = !part.hidden;
  }
}

function byDue(a: Case, b: Case): number {
  return (a.due ?? "9999").localeCompare(b.due ?? "9999") || a.number.localeCompare(b.number);
}

async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  return navigator.locks ? await navigator.locks.request("onegrid-outbox", work) : await work();
}

/** Asks the browser to wake the page when the signal is back, where it can. */
async function wakeLater(): Promise<void> {
  try {
    const ready = await navigator.serviceWorker?.getRegistration();
    await (ready as unknown as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync?.register("outbox");
  } catch {
    // Without it the loop does the same, a little later.
  }
}
