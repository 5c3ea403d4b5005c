import { expect, test } from "vitest";
import Photo, { sizeOf } from "./photo.ts";
import { find, mount } from "./testing.ts";

const PAGE = `<div data-controller="photo" data-action="change->photo#show" data-photo-max-value="1000" data-photo-too-large-value="“{name}” 太大">
  <input type="file" multiple data-photo-target="input"><p data-photo-target="note" hidden></p><ul data-photo-target="list"></ul></div>`;

function choose(...files: File[]): void {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  const input = find<HTMLInputElement>("input");
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
const file = (name: string, size: number): File => new File(["x".repeat(size)], name, { type: "image/jpeg" });

test("each photo is shown with its name and size", async () => {
  await mount(PAGE, "photo", Photo);
  choose(file("灯.jpg", 900), file("路.jpg", 500));
  expect([...document.querySelectorAll("li")].map((item) => item.textContent)).toEqual(["灯.jpg · 1 kB", "路.jpg · 1 kB"]);
  expect(find<HTMLImageElement>("li img").src).toMatch(/^blob:/);
});

test("a photo that is too large is taken out, by name, and the others stay", async () => {
  await mount(PAGE, "photo", Photo);
  choose(file("大.jpg", 2000), file("小.jpg", 10));
  expect([...(find<HTMLInputElement>("input").files ?? [])].map((each) => each.name)).toEqual(["小.jpg"]);
  expect(find("p").textContent).toBe("“大.jpg” 太大");
  expect(find("p").hidden).toBe(false);
});

test("sizes are said in kB below a megabyte and in MB above", () => {
  expect([sizeOf(10), sizeOf(350_000), sizeOf(5 * 2 ** 20)]).toEqual(["1 kB", "342 kB", "5.0 MB"]);
});
