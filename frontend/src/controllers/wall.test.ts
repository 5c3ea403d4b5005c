import { afterEach, expect, test, vi } from "vitest";
import { find, mount } from "./testing.ts";
import Wall from "./wall.ts";

const page = (late: number): string => `<div data-controller="wall" data-wall-pause-value="60" data-wall-soon-value="10"
  data-action="live:changed@window->wall#soon"><p id="broken" data-wall-target="broken" hidden></p>
  <p id="late" data-wall-part>${late}</p></div>`;
const answer = (text: string): Response => new Response(text, { status: 200 });

afterEach(() => {
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

test("it shows the figures of today by itself, and says so to the map", async () => {
  vi.stubGlobal("fetch", vi.fn(async () => answer(page(2))));
  const wall = await mount(page(1), "wall", Wall);
  const renewed = vi.fn();
  wall.addEventListener("wall:renewed", renewed);
  await vi.waitFor(() => expect(find("#late").textContent).toBe("2"));
  expect(renewed).toHaveBeenCalled();
});

test("a night without a network leaves the old figures, marked as old, and ends by itself", async () => {
  let night = true;
  vi.stubGlobal("fetch", vi.fn(async () => (night ? Promise.reject(new TypeError("no network")) : answer(page(3)))));
  await mount(page(1), "wall", Wall);
  await vi.waitFor(() => expect(find("#broken").hidden).toBe(false));
  expect(find("#late").textContent).toBe("1");
  night = false;
  await vi.waitFor(() => expect(find("#late").textContent).toBe("3"));
  expect(find("#broken").hidden).toBe(true);
});

test("a hundred changes at once are one question", async () => {
  const ask = vi.fn(async () => answer(page(4)));
  vi.stubGlobal("fetch", ask);
  await mount(page(1).replace('pause-value="60"', 'pause-value="60000"'), "wall", Wall);
  for (let each = 0; each < 100; each += 1) window.dispatchEvent(new Event("live:changed"));
  await vi.waitFor(() => expect(find("#late").textContent).toBe("4"));
  expect(ask).toHaveBeenCalledTimes(1);
});

test("an error page is not drawn", async () => {
  const ask = vi.fn(async () => new Response(page(9), { status: 503 }));
  vi.stubGlobal("fetch", ask);
  await mount(page(1), "wall", Wall);
  await vi.waitFor(() => expect(find("#broken").hidden).toBe(false));
  expect(find("#late").textContent).toBe("1");
});
