import { beforeEach, expect, test } from "vitest";
import Draft from "./draft.ts";
import { find, mount } from "./testing.ts";

const form = (typed = ""): string => `<form data-controller="draft" data-draft-key-value="report">
  <p data-draft-target="note" hidden>…<button type="button" data-action="draft#discard">清空</button></p>
  <textarea name="words">${typed}</textarea><input type="radio" name="kind" value="a"><input type="radio" name="kind" value="b">
  <input type="hidden" name="csrf" value="t"><input type="tel" name="phone"><div data-draft-skip><input name="name"></div></form>`;
const DONE = '<div data-controller="draft" data-draft-key-value="report" data-draft-done-value="true"></div>';

const words = (): HTMLTextAreaElement => find<HTMLTextAreaElement>("textarea");
const input = (selector: string): HTMLInputElement => find<HTMLInputElement>(selector);

function type(): void {
  words().value = "路灯不亮";
  input('[value="b"]').checked = true;
  input("[name=phone]").value = "13800000000";
  input("[name=name]").value = "王某";
  words().dispatchEvent(new Event("input", { bubbles: true }));
}

beforeEach(() => localStorage.clear());

test("what was typed is there again after the page was lost", async () => {
  await mount(form(), "draft", Draft);
  type();
  await mount(form(), "draft", Draft);
  expect(words().value).toBe("路灯不亮");
  expect(input('[value="b"]').checked).toBe(true);
  expect(find("p").hidden).toBe(false);
});

test("who somebody is, is never kept", async () => {
  await mount(form(), "draft", Draft);
  type();
  expect(localStorage.getItem("draft:report")).not.toMatch(/13800000000|王某|csrf/);
});

test("a form that came back from the server with words in it is left alone", async () => {
  await mount(form(), "draft", Draft);
  type();
  await mount(form("路灯不亮，三天了"), "draft", Draft);
  expect(words().value).toBe("路灯不亮，三天了");
  expect(find("p").hidden).toBe(true);
});

test("starting afresh empties the form and forgets the draft", async () => {
  await mount(form(), "draft", Draft);
  type();
  await mount(form(), "draft", Draft);
  find("button").click();
  expect(words().value).toBe("");
  expect(localStorage.length).toBe(0);
});

test("the page that says 'done' forgets the draft", async () => {
  await mount(form(), "draft", Draft);
  type();
  await mount(DONE, "draft", Draft);
  expect(localStorage.length).toBe(0);
});

test("a draft of the day before yesterday is not brought back", async () => {
  const at = Date.now() - 2 * 24 * 60 * 60 * 1000;
  localStorage.setItem("draft:report", JSON.stringify({ at, fields: [["words", "旧"]] }));
  await mount(form(), "draft", Draft);
  expect(words().value).toBe("");
  expect(localStorage.length).toBe(0);
});
