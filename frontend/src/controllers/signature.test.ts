import { beforeEach, expect, test } from "vitest";
import Signature from "./signature.ts";
import { find, mount } from "./testing.ts";

const FIELD = `<div data-controller="signature" data-signature-empty-value="Sign first">
  <form data-action="submit->signature#send"><input name="strokes" data-signature-target="strokes"><p data-signature-target="fault" hidden></p>
  <canvas data-signature-target="field"></canvas><button type="button" data-action="signature#clear"></button></form></div>`;
let lines: number[][];

/** The document of these tests draws nothing, so its pen notes where it was moved. */
function pen(): unknown {
  const note = (x: number, y: number): unknown => lines.push([x, y]);
  const rest = (): void => undefined;
  return { beginPath: rest, moveTo: note, lineTo: note, stroke: rest, scale: rest };
}

beforeEach(async () => {
  lines = [];
  await mount(FIELD, "signature", Signature);
  const field = find<HTMLCanvasElement>("canvas");
  field.getContext = (() => pen()) as unknown as HTMLCanvasElement["getContext"];
  field.toDataURL = () => `data:image/png;base64,${lines.length}`;
});

function point(type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const event = new MouseEvent(type, { bubbles: true, cancelable: true, clientX: x, clientY: y, ...more });
  Object.assign(event, { pointerId: more.pointerId ?? 1 });
  find("canvas").dispatchEvent(event);
}

/** Sends the form: whether it went, and with what. */
function send(): [boolean, string] {
  const event = new Event("submit", { bubbles: true, cancelable: true });
  const went = find("form").dispatchEvent(event);
  return [went, find<HTMLInputElement>("input").value];
}

test("an empty field is not sent, and says what to do", () => {
  expect(send()).toEqual([false, ""]);
  expect([find("p").hidden, find("p").textContent]).toEqual([false, "Sign first"]);
});

test("what one pointer draws is sent as a picture, and a second finger draws nothing", () => {
  point("pointerdown", 10, 10);
  point("pointermove", 30, 20);
  point("pointermove", 90, 90, { pointerId: 2 });
  point("pointerup", 30, 20);
  point("pointermove", 50, 50);
  expect(lines).toEqual([
    [10, 10],
    [30, 20],
  ]);
  expect(send()).toEqual([true, "data:image/png;base64,2"]);
});

test("a wiped field is empty again", () => {
  point("pointerdown", 10, 10);
  point("pointermove", 30, 20);
  find("button").click();
  expect(send()).toEqual([false, ""]);
});
