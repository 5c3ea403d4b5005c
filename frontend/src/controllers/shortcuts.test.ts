import { expect, test } from "vitest";
import Shortcuts from "./shortcuts.ts";
import { find, mount } from "./testing.ts";

const LIST = `<div data-controller="shortcuts"><input data-shortcuts-target="search">
  <a href="#1" id="one" data-shortcuts-target="item">1</a><a href="#2" id="two" data-shortcuts-target="item">2</a></div>`;

function press(key: string, target: HTMLElement = document.body): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
}

test("j goes down and stops at the end, k goes up and stops at the beginning", async () => {
  await mount(LIST, "shortcuts", Shortcuts);
  const at = (key: string): string | undefined => (press(key), document.activeElement?.id);
  expect([at("j"), at("j"), at("j"), at("k"), at("k")]).toEqual(["one", "two", "two", "one", "one"]);
});

test("j goes on from the row that stands open", async () => {
  await mount(LIST.replace('id="one"', 'id="one" aria-current="true"'), "shortcuts", Shortcuts);
  press("j");
  expect(document.activeElement?.id).toBe("two");
});

test("letters typed into a field stay letters", async () => {
  await mount(LIST, "shortcuts", Shortcuts);
  find("input").focus();
  expect(press("j", find("input")).defaultPrevented).toBe(false);
  expect(document.activeElement).toBe(find("input"));
});

test("a slash goes to the search field", async () => {
  await mount(LIST, "shortcuts", Shortcuts);
  expect(press("/").defaultPrevented).toBe(true);
  expect(document.activeElement).toBe(find("input"));
});
