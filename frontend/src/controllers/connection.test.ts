import { afterEach, expect, test, vi } from "vitest";
import Connection from "./connection.ts";
import { find, mount } from "./testing.ts";

const PAGE = `<div data-controller="connection"><p id="off" data-connection-target="offline" hidden></p>
  <p id="bad" data-connection-target="failed" hidden></p></div>`;

afterEach(() => vi.restoreAllMocks());
const line = (on: boolean): void => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(on);
  window.dispatchEvent(new Event(on ? "online" : "offline"));
};

test("it says when the connection is gone, and no longer when it is back", async () => {
  await mount(PAGE, "connection", Connection);
  expect(find("#off").hidden).toBe(true);
  line(false);
  expect(find("#off").hidden).toBe(false);
  line(true);
  expect(find("#off").hidden).toBe(true);
});

test("it says when a part of the page could not be loaded, until one has been", async () => {
  await mount(PAGE, "connection", Connection);
  document.dispatchEvent(new Event("htmx:responseError"));
  expect(find("#bad").hidden).toBe(false);
  document.dispatchEvent(new Event("htmx:afterSwap"));
  expect(find("#bad").hidden).toBe(true);
});
