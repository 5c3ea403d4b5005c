import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Locate from "./locate.ts";
import { find, mount, settle } from "./testing.ts";

const page = (lon = "", lat = ""): string => `<div data-controller="locate" data-action="map:picked->locate#take"
  data-locate-url-value="/where.json" data-locate-searching-value="正在定位" data-locate-denied-value="未允许" data-locate-failed-value="没找到">
  <input id="lon" data-locate-target="lon" value="${lon}"><input id="lat" data-locate-target="lat" value="${lat}"><input id="datum" data-locate-target="datum">
  <button data-locate-target="button" data-action="locate#find" hidden>定位</button><p data-locate-target="place" hidden></p></div>`;

const value = (selector: string): string => find<HTMLInputElement>(selector).value;
let asked: string[] = [];

function answer(where: object): void {
  vi.stubGlobal("fetch", async (url: string) => (asked.push(url), { json: async () => where }));
}
function device(found: Partial<Geolocation>): void {
  vi.spyOn(navigator, "geolocation", "get").mockReturnValue(found as Geolocation);
}

beforeEach(() => (asked = []));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("the device's position fills the form and its grid is shown", async () => {
  answer({ inside: true, text: "柳园社区第三网格" });
  device({ getCurrentPosition: (found) => found({ coords: { longitude: 115.98, latitude: 36.456 } } as GeolocationPosition) });
  await mount(page(), "locate", Locate);
  find("button").click();
  await settle();
  expect([value("#lon"), value("#lat"), value("#datum")]).toEqual(["115.980000", "36.456000", "wgs84"]);
  expect(asked).toEqual(["/where.json?lon=115.980000&lat=36.456000&datum=wgs84"]);
  expect(find("p").textContent).toBe("柳园社区第三网格");
});

test("the map is told of a position that the device found", async () => {
  answer({ inside: true, text: "" });
  device({ getCurrentPosition: (found) => found({ coords: { longitude: 115.98, latitude: 36.456 } } as GeolocationPosition) });
  await mount(page(), "locate", Locate);
  const told = new Promise<CustomEvent>((done) => window.addEventListener("locate:found", (event) => done(event as CustomEvent), { once: true }));
  find("button").click();
  expect((await told).detail).toEqual({ lon: 115.98, lat: 36.456 });
});

test("a point picked on the map is taken", async () => {
  answer({ inside: true, text: "湖西社区" });
  const element = await mount(page(), "locate", Locate);
  element.dispatchEvent(new CustomEvent("map:picked", { detail: { lon: 116, lat: 36.5 } }));
  await settle();
  expect([value("#lon"), value("#lat")]).toEqual(["116.000000", "36.500000"]);
  expect(find("p").textContent).toBe("湖西社区");
});

test("a point outside is said as an error", async () => {
  answer({ inside: false, text: "不在辖区内，最近的是湖西社区" });
  await mount(page("117", "37"), "locate", Locate);
  await settle();
  expect(find("p").classList.contains("errorlist")).toBe(true);
});

test("a refusal says what to do instead, and the button works again", async () => {
  device({ getCurrentPosition: (_found, failed) => failed!({ code: 1, PERMISSION_DENIED: 1 } as GeolocationPositionError) });
  await mount(page(), "locate", Locate);
  find("button").click();
  expect(find("p").textContent).toBe("未允许");
  expect(find<HTMLButtonElement>("button").disabled).toBe(false);
});
