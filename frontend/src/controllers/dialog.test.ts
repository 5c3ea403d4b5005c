import { expect, test } from "vitest";
import Dialog from "./dialog.ts";
import { find, mount } from "./testing.ts";

const PAGE = `<main data-controller="dialog"><a href="/x/" data-action="dialog#open">退回</a><p id="else"></p>
  <dialog data-dialog-target="box" data-action="click->dialog#beside"><div data-dialog-target="body" id="dialog-body"></div>
  <button data-action="dialog#close">关闭</button></dialog></main>`;

const box = (): HTMLDialogElement => find<HTMLDialogElement>("dialog");
const swap = (target: string): boolean => find(target).dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));

test("the opener opens it instead of leaving the page", async () => {
  await mount(PAGE, "dialog", Dialog);
  const press = new MouseEvent("click", { bubbles: true, cancelable: true });
  find("a").dispatchEvent(press);
  expect(press.defaultPrevented).toBe(true);
  expect(box().open).toBe(true);
});

test("it opens once its body has been filled, and not when something else has", async () => {
  await mount(PAGE, "dialog", Dialog);
  swap("#else");
  expect(box().open).toBe(false);
  swap("#dialog-body");
  expect(box().open).toBe(true);
});

test("the button closes it, and so does a press beside it", async () => {
  await mount(PAGE, "dialog", Dialog);
  find("a").click();
  find("button").click();
  expect(box().open).toBe(false);
  find("a").click();
  box().click();
  expect(box().open).toBe(false);
});
