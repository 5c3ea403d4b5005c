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

test("x ticks the row that is focused, with shift as well", async () => {
  await mount(
    `<div data-controller="shortcuts"><table><tr><td><input type="checkbox"></td><td><a href="#1" id="one" data-shortcuts-target="item">1</a></td></tr></table></div>`,
    "shortcuts",
    Shortcuts,
  );
  const box = find("input") as HTMLInputElement;
  press("x");
  expect(box.checked).toBe(false);
  press("j");
  press("x");
  expect(box.checked).toBe(true);
});

test("a letter presses the button at which it stands, ? opens the help", async () => {
  const pressed: string[] = [];
  await mount(`<div data-controller="shortcuts"><button id="take" data-key="t"></button><a id="help" data-shortcuts-target="help"></a></div>`, "shortcuts", Shortcuts);
  for (const id of ["take", "help"]) find(`#${id}`).addEventListener("click", () => pressed.push(id));
  press("t");
  press("?");
  press("q");
  expect(pressed).toEqual(["take", "help"]);
});

test("whoever switched single keys off has none of them", async () => {
  await mount(LIST.replace('"shortcuts"', '"shortcuts" data-shortcuts-off-value="true"'), "shortcuts", Shortcuts);
  for (const key of ["j", "/"]) press(key);
  expect(document.activeElement).toBe(document.body);
});
