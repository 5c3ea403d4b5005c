import { Controller } from "@hotwired/stimulus";

const INK = "#16232E";
const WIDTH = 2.5;

/** A field to sign in with a finger, a pen or the mouse; what was drawn goes along with the form as a PNG. */
export default class Signature extends Controller<HTMLElement> {
  static override targets = ["field", "strokes", "fault"];
  static override values = { empty: String };
  declare readonly fieldTarget: HTMLCanvasElement;
  declare readonly strokesTarget: HTMLInputElement;
  declare readonly faultTarget: HTMLElement;
  declare readonly emptyValue: string;
  private pointer: number | null = null;
  private last = { x: 0, y: 0 };
  private drawn = false;

  override connect(): void {
    this.fieldTarget.addEventListener("pointerdown", this.begin);
    this.fieldTarget.addEventListener("pointermove", this.draw);
    for (const end of ["pointerup", "pointercancel"] as const) this.fieldTarget.addEventListener(end, this.end);
  }

  override disconnect(): void {
    this.fieldTarget.removeEventListener("pointerdown", this.begin);
    this.fieldTarget.removeEventListener("pointermove", this.draw);
    for (const end of ["pointerup", "pointercancel"] as const) this.fieldTarget.removeEventListener(end, this.end);
  }

  clear(): void {
    this.drawn = false;
    this.fit();
  }

  send(event: Event): void {
    this.faultTarget.hidden = this.drawn;
    this.faultTarget.textContent = this.drawn ? "" : this.emptyValue;
    if (this.drawn) this.strokesTarget.value = this.fieldTarget.toDataURL("image/png");
    else event.preventDefault();
  }

  private begin = (event: PointerEvent): void => {
    if (this.pointer !== null || event.button !== 0) return;
    event.preventDefault();
    if (!this.drawn) this.fit();
    this.pointer = event.pointerId;
    this.fieldTarget.setPointerCapture?.(event.pointerId);
    this.last = this.place(event);
    this.faultTarget.hidden = true;
  };

  private draw = (event: PointerEvent): void => {
    if (event.pointerId !== this.pointer) return;
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const step of steps.length ? steps : [event]) this.lineTo(this.place(step));
  };

  private end = (event: PointerEvent): void => {
    if (event.pointerId === this.pointer) this.pointer = null;
  };

  private lineTo(next: { x: number; y: number }): void {
    const pen = this.fieldTarget.getContext("2d")!;
    pen.beginPath();
    pen.moveTo(this.last.x, this.last.y);
    pen.lineTo(next.x, next.y);
    pen.stroke();
    this.last = next;
    this.drawn = true;
  }

  /** As many pixels as the screen has where the field stands now; this also wipes it. */
  private fit(): void {
    const { width, height } = this.fieldTarget.getBoundingClientRect();
    const scale = devicePixelRatio || 1;
    [this.fieldTarget.width, this.fieldTarget.height] = [Math.round(width * scale), Math.round(height * scale)];
    const pen = this.fieldTarget.getContext("2d")!;
    pen.scale(scale, scale);
    [pen.strokeStyle, pen.lineWidth, pen.lineCap, pen.lineJoin] = [INK, WIDTH, "round", "round"];
  }

  private place(event: PointerEvent): { x: number; y: number } {
    const { left, top } = this.fieldTarget.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}
