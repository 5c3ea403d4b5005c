import { beforeEach, expect, test, vi } from "vitest";
import Live from "./live.ts";
import { find, mount, settle } from "./testing.ts";

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static last: Stream;
  readyState = 1;
  constructor(readonly url: string) {
    super();
    Stream.last = this;
  }
  close(): void {}
  say(event: string, data: object): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
}

const page = (number = ""): string => `<div data-controller="live" data-live-url-value="/live/" data-live-number-value="${number}" data-live-since-value="41"
  data-live-changed-value="{count} 件" data-live-looking-value="同看：{names}">
  <p data-live-target="changed" hidden><span data-live-target="words"></span></p><p data-live-target="looking" hidden></p><p data-live-target="broken" hidden></p></div>`;

beforeEach(() => vi.stubGlobal("EventSource", Stream));

test("changes are counted once each, in a quiet line", async () => {
  await mount(page(), "live", Live);
  Stream.last.say("changed", { numbers: ["A", "B"], many: false });
  Stream.last.say("changed", { numbers: ["B"], many: false });
  expect(find("[data-live-target=words]").textContent).toBe("2 件");
  expect(find("[data-live-target=changed]").hidden).toBe(false);
});

test("the page of a case hears of that case only, and who looks at it", async () => {
  await mount(page("A"), "live", Live);
  expect(Stream.last.url).toBe("/live/?case=A&since=41");
  Stream.last.say("changed", { numbers: ["B"], many: false });
  expect(find("[data-live-target=changed]").hidden).toBe(true);
  Stream.last.say("looking", { names: ["李格长", "王网格"] });
  expect(find("[data-live-target=looking]").textContent).toBe("同看：李格长、王网格");
  Stream.last.say("looking", { names: [] });
  expect(find("[data-live-target=looking]").hidden).toBe(true);
});

test("a stream that ended for good is said, one that comes back is not", async () => {
  await mount(page(), "live", Live);
  Stream.last.dispatchEvent(new Event("error"));
  expect(find("[data-live-target=broken]").hidden).toBe(true);
  Stream.last.readyState = Stream.CLOSED;
  Stream.last.dispatchEvent(new Event("error"));
  await settle();
  expect(find("[data-live-target=broken]").hidden).toBe(false);
});
