import { beforeEach, expect, test, vi } from "vitest";
import Copy from "./copy.ts";
import { find, mount, settle } from "./testing.ts";

const PAGE = `<span data-controller="copy" data-copy-text-value="261123482716325"><b data-copy-target="source">261123-48271632-5</b>
  <button data-action="copy#copy">复制</button><i data-copy-target="said" hidden>已复制</i></span>`;

beforeEach(() => vi.restoreAllMocks());

test("it copies the bare text and says so", async () => {
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  await mount(PAGE, "copy", Copy);
  find("button").click();
  await settle();
  expect(write).toHaveBeenCalledWith("261123482716325");
  expect(find("i").hidden).toBe(false);
});

test("without a clipboard the text is left selected, and nothing is claimed", async () => {
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("refused"));
  await mount(PAGE, "copy", Copy);
  find("button").click();
  await settle();
  expect(getSelection()?.toString()).toBe("261123-48271632-5");
  expect(find("i").hidden).toBe(true);
});
