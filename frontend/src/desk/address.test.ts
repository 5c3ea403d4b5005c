import { expect, test } from "vitest";
import { cornersOf, dataAddress, filtersOnly, withArea, withPolygon } from "./address.ts";

test("an area takes the place of another and keeps the other filters, but not the page", () => {
  expect(withArea("?lamp=red&area=371502009001&after=x~1", "371502009002")).toBe("?lamp=red&area=371502009002");
});

test("the same area once more narrows to none", () => {
  expect(withArea("?area=371502009001", "371502009001")).toBe("?");
});

test("a polygon is read back as it was written", () => {
  const corners: [number, number][] = [[116, 36], [116.0123456, 36], [116.01, 36.01]];
  const query = withPolygon("?kind=noise", corners);
  expect(new URLSearchParams(query).get("kind")).toBe("noise");
  expect(cornersOf(new URLSearchParams(query).get("polygon")!)).toEqual([[116, 36], [116.012346, 36], [116.01, 36.01]]);
  expect(cornersOf("")).toEqual([]);
});

test("the data are asked for with the list's filters", () => {
  expect(dataAddress("/map/heat.json", "?lamp=red", { days: "7" })).toBe("/map/heat.json?lamp=red&days=7");
});

test("links to other filters of the desk are told from all others", () => {
  const here = new URL("http://x/desk/?a=1");
  const link = (href: string): HTMLAnchorElement => Object.assign(document.createElement("a"), { href });
  expect(filtersOnly(link("http://x/desk/?lamp=red"), here)).toBe(true);
  expect(filtersOnly(link("http://x/desk/?view=map"), here)).toBe(false);
  expect(filtersOnly(link("http://x/desk/filters/"), here)).toBe(false);
  expect(filtersOnly(link("http://y/desk/?lamp=red"), here)).toBe(false);
});
