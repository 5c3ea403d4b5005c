import { expect, test } from "vitest";
import Choose from "./choose.ts";
import { find, mount } from "./testing.ts";

const LIST = `<div data-controller="choose"><form data-choose-target="line"><span data-choose-target="count" data-words="{count} chosen"></span>
  <button type="button" data-choose-target="clear" data-action="choose#clear"></button></form>
  <input type="checkbox" id="all" data-choose-target="all" data-action="choose#all">
  ${[1, 2, 3, 4].map((at) => `<input type="checkbox" id="b${at}" data-choose-target="box" data-action="click->choose#tick">`).join("")}</div>`;

const chosen = (): boolean[] => [1, 2, 3, 4].map((at) => (find(`#b${at}`) as HTMLInputElement).checked);
const press = (id: string, shiftKey = false): unknown => find(id).dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey }));

test("the line counts what is ticked, and goes when nothing is", async () => {
  await mount(LIST, "choose", Choose);
  expect(find("form").hidden).toBe(true);
  press("#b1");
  expect([find("form").hidden, find("span").textContent]).toEqual([false, "1 chosen"]);
  press("button");
  expect([find("form").hidden, ...chosen()]).toEqual([true, false, false, false, false]);
});

test("with shift everything from the last one on is ticked", async () => {
  await mount(LIST, "choose", Choose);
  press("#b4");
  press("#b2", true);
  expect(chosen()).toEqual([false, true, true, true]);
});

test("all are ticked at once, and the box of all says when only some are", async () => {
  await mount(LIST, "choose", Choose);
  press("#all");
  expect(chosen()).toEqual([true, true, true, true]);
  press("#b1");
  expect((find("#all") as HTMLInputElement).indeterminate).toBe(true);
});
