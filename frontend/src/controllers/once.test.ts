import { expect, test } from "vitest";
import Once, { newKey } from "./once.ts";
import { find, mount, settle } from "./testing.ts";

const FORM = `<form data-controller="once"><input type="hidden" name="submission" data-once-target="key" value="">
  <button name="move" value="take">接单</button><button type="button" id="other">…</button></form>`;

function submit(): SubmitEvent {
  const event = new SubmitEvent("submit", { cancelable: true, bubbles: true, submitter: find("button") });
  find("form").dispatchEvent(event);
  return event;
}

test("an empty key is filled with 32 hexadecimal digits, never the same twice", async () => {
  await mount(FORM, "once", Once);
  expect(find<HTMLInputElement>("input").value).toMatch(/^[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});

test("a key that the server gave stays", async () => {
  await mount(FORM.replace('value=""', 'value="given"'), "once", Once);
  expect(find<HTMLInputElement>("input").value).toBe("given");
});

test("buttons rest after the form was sent, but not before its values were taken", async () => {
  await mount(FORM, "once", Once);
  submit();
  expect(find<HTMLButtonElement>("button").disabled).toBe(false);
  await settle();
  expect(find<HTMLButtonElement>("button").disabled).toBe(true);
  expect(find("button").getAttribute("aria-busy")).toBe("true");
  expect(find<HTMLButtonElement>("#other").disabled).toBe(false);
});

test("a second submit is stopped", async () => {
  await mount(FORM, "once", Once);
  expect(submit().defaultPrevented).toBe(false);
  expect(submit().defaultPrevented).toBe(true);
});

test("coming back to the page wakes the buttons", async () => {
  await mount(FORM, "once", Once);
  submit();
  await settle();
  window.dispatchEvent(new Event("pageshow"));
  expect(find<HTMLButtonElement>("button").disabled).toBe(false);
  expect(submit().defaultPrevented).toBe(false);
});
