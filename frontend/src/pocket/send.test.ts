import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { foresee } from "./foresight.ts";
import { sendAll } from "./send.ts";
import { Store } from "./store.ts";
import type { Bundle, Case, Move, Outcome, Stand, Waiting } from "./types.ts";

const TAKE: Move = { key: "take", title: "接单", hint: "", main: true, target: "open", stays: false, asks: [] };
const RESOLVE: Move = { ...TAKE, key: "resolve", title: "办结上报", target: "resolved" };
const UP: Move = { ...TAKE, key: "escalate", title: "提级", target: "new" };
const STEPS: Bundle["steps"] = {
  "noise@1": {
    new: { title: "待接单", end: false, moves: [TAKE] },
    open: { title: "办理中", end: false, moves: [RESOLVE, UP] },
    resolved: { title: "待核查", end: false, moves: [] },
  },
};

function aCase(number: string, length = 1): Case {
  const empty = { due: null, amber: null, reported: "", place: "", address: "", description: "", lon: null, lat: null, handler: "", url: "" };
  return { number, title: number, kind: "噪声", category: "", type: "noise@1", state: "new", length, moves: [TAKE, UP], ...empty };
}

function act(number: string, move: string, seen = 1, person = 1): Waiting {
  const steps = [{ do: "move" as const, number, move, seen, answers: {} }];
  return { key: `${number}-${move}`, person, title: move, about: number, at: "", steps, photos: [[]], question: null };
}

const stand = (number: string, length: number): Stand => ({ number, length, case: aCase(number, length) });
const done = (waiting: Waiting, length: number): Outcome => ({ kind: "done", cases: [stand(waiting.about, length)] });
const asked: Outcome = { kind: "question", question: { text: "?", code: "meanwhile", length: 7, meanwhile: [] } };

let store: Store;
let count = 0;
beforeEach(async () => {
  store = await Store.open(`test-${count++}`);
});

test("everything is sent in order, and what follows has seen what went before", async () => {
  await store.add(act("A", "take"));
  await store.add(act("A", "resolve"));
  const sent: [string, number][] = [];
  const stopped = await sendAll(store, 1, async (waiting) => {
    const step = waiting.steps[0]!;
    if (step.do === "move") sent.push([step.move, step.seen]);
    return done(waiting, 2);
  });
  expect(stopped).toBe("empty");
  expect(sent).toEqual([["take", 1], ["resolve", 2]]);
  expect(await store.waiting(1)).toEqual([]);
});

test("without a connection nothing is lost and nothing later is tried", async () => {
  await store.add(act("A", "take"));
  await store.add(act("B", "take"));
  let tried = 0;
  expect(await sendAll(store, 1, async () => (tried++, { kind: "away" }))).toBe("away");
  expect(tried).toBe(1);
  expect((await store.waiting(1)).map((each) => each.key)).toEqual(["A-take", "B-take"]);
});

test("a question holds back its own case only", async () => {
  await store.add(act("A", "take"));
  await store.add(act("A", "resolve"));
  await store.add(act("B", "take"));
  const post = async (waiting: Waiting): Promise<Outcome> => (waiting.about === "A" ? asked : done(waiting, 2));
  expect(await sendAll(store, 1, post)).toBe("held");
  expect((await store.waiting(1)).map((each) => [each.key, each.question?.text ?? ""])).toEqual([["A-take", "?"], ["A-resolve", ""]]);
});

test("a failure of the server holds back its own case only, and is tried again", async () => {
  await store.add(act("A", "take"));
  await store.add(act("B", "take"));
  const post = async (waiting: Waiting): Promise<Outcome> => (waiting.about === "A" ? { kind: "broken" } : done(waiting, 2));
  expect(await sendAll(store, 1, post)).toBe("broken");
  expect((await store.waiting(1)).map((each) => each.key)).toEqual(["A-take"]);
});

test("who insists sends it with what others did as seen; who drops it sends it never", async () => {
  await store.add(act("A", "take"));
  await sendAll(store, 1, async () => asked);
  const [waiting] = await store.waiting(1);
  await store.insist(waiting!.id!);
  const [again] = await store.waiting(1);
  expect(again!.question).toBeNull();
  expect(again!.steps[0]).toMatchObject({ seen: 7 });
  await store.drop(again!.id!);
  expect(await store.waiting(1)).toEqual([]);
});

test("nobody sends what another left on the telephone, and forgetting keeps it", async () => {
  await store.add(act("A", "take", 1, 2));
  await store.keep({ person: { id: 1, name: "" }, at: "", complete: true, cases: [aCase("A")], steps: STEPS });
  await store.forget();
  expect(await store.cases()).toEqual([]);
  expect(await store.about()).toBeUndefined();
  expect(await store.waiting(1)).toEqual([]);
  expect((await store.waiting(2)).length).toBe(1);
});

test("signed out, everything waits", async () => {
  await store.add(act("A", "take"));
  expect(await sendAll(store, 1, async () => ({ kind: "signin" }))).toBe("signin");
  expect((await store.waiting(1)).length).toBe(1);
});

test("what may follow an act is known before it is sent", () => {
  const found = aCase("A");
  expect(foresee(found, STEPS, []).moves.map((move) => move.key)).toEqual(["take", "escalate"]);
  const taken = foresee(found, STEPS, [act("A", "take")]);
  expect([taken.stateTitle, taken.moves.map((move) => move.key)]).toEqual(["办理中", ["resolve", "escalate"]]);
  expect(foresee(found, STEPS, [act("A", "escalate")]).moves).toEqual([]);
  expect(foresee(found, STEPS, [act("B", "take")]).moves.length).toBe(2);
});
