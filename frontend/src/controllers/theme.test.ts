import { afterEach, expect, test } from "vitest";
import { find, mount } from "./testing.ts";
import Theme from "./theme.ts";

const BUTTON = '<button data-controller="theme" data-action="theme#toggle" hidden></button>';

afterEach(() => delete document.documentElement.dataset["theme"]);

test("the switch appears only with script, and says which shade is on", async () => {
  const button = await mount(BUTTON, "theme", Theme);
  expect(button.hidden).toBe(false);
  expect(button.getAttribute("aria-pressed")).toBe("false");
});

test("a press turns the page dark, and a second one light again", async () => {
  await mount(BUTTON, "theme", Theme);
  find("button").click();
  expect(document.documentElement.dataset["theme"]).toBe("onegrid-dark");
  expect(find("button").getAttribute("aria-pressed")).toBe("true");
  find("button").click();
  expect(document.documentElement.dataset["theme"]).toBe("onegrid");
});

test("the choice is kept in a cookie for the server", async () => {
  await mount(BUTTON, "theme", Theme);
  find("button").click();
  expect(document.cookie).toContain("theme=dark");
});

test("the page is told, so that the map can draw itself again", async () => {
  await mount(BUTTON, "theme", Theme);
  let told = 0;
  document.addEventListener("theme:changed", () => told++, { once: true });
  find("button").click();
  expect(told).toBe(1);
});
