import { expect, test, vi } from "vitest";
import StudioPlace from "./studio-place.ts";
import StudioToggle from "./studio-toggle.ts";
import StudioUnits from "./studio-units.ts";
import { find, mount } from "./testing.ts";

const FIELD = `<form data-controller="studio-units"><input data-studio-units-target="field"></form>`;
const heard = (name: string): ReturnType<typeof vi.fn> => {
  const spy = vi.fn();
  window.addEventListener(name, (event) => spy((event as CustomEvent).detail), { once: true });
  return spy;
};

test("units pressed on the map stand in the field", async () => {
  await mount(FIELD, "studio-units", StudioUnits);
  window.dispatchEvent(new CustomEvent("studio-map:picked", { detail: { keys: ["东苑1号", "东苑2号"] } }));
  expect(find<HTMLInputElement>("input").value).toBe("东苑1号, 东苑2号");
});

test("names typed with any comma are marked on the map", async () => {
  await mount(FIELD, "studio-units", StudioUnits);
  const spy = heard("studio-map:choose");
  const field = find<HTMLInputElement>("input");
  field.value = "b1， b2、b3,";
  field.dispatchEvent(new Event("change"));
  expect(spy).toHaveBeenCalledWith({ keys: ["b1", "b2", "b3"] });
});

test("a box shows and hides its layer", async () => {
  const box = `<input type="checkbox" checked data-controller="studio-toggle" data-action="studio-toggle#flip" data-studio-toggle-key-value="map-7">`;
  await mount(box, "studio-toggle", StudioToggle);
  const spy = heard("studio-map:show");
  find<HTMLInputElement>("input").click();
  expect(spy).toHaveBeenCalledWith({ key: "map-7", shown: false });
});

test("a button asks the map to show where something was found", async () => {
  const button = `<button data-controller="studio-place" data-action="studio-place#show" data-studio-place-box-value="[116,36,116.1,36.1]" data-studio-place-keys-value='["b1"]'></button>`;
  await mount(button, "studio-place", StudioPlace);
  const spy = heard("studio-map:find");
  find<HTMLButtonElement>("button").click();
  expect(spy).toHaveBeenCalledWith({ box: [116, 36, 116.1, 36.1], keys: ["b1"] });
});
