/** What the telephone keeps: the cases of whoever is signed in, and everybody's outbox until it is sent. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { type Bundle, type Case, numbersOf, type Question, type Stand, type Waiting } from "./types.ts";

interface Kept extends DBSchema {
  cases: { key: string; value: Case };
  about: { key: string; value: Omit<Bundle, "cases"> };
  outbox: { key: number; value: Waiting };
}

export class Store {
  private constructor(private readonly base: IDBPDatabase<Kept>) {}

  static async open(name = "onegrid-pocket"): Promise<Store> {
    return new Store(
      await openDB<Kept>(name, 1, {
        upgrade(base) {
          base.createObjectStore("cases", { keyPath: "number" });
          base.createObjectStore("about");
          base.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
        },
      }),
    );
  }

  /** Takes a fresh bundle in place of the old one. */
  async keep({ cases, ...about }: Bundle): Promise<void> {
    const change = this.base.transaction(["cases", "about"], "readwrite");
    await change.objectStore("cases").clear();
    for (const each of cases) void change.objectStore("cases").put(each);
    void change.objectStore("about").put(about, "now");
    await change.done;
  }

  cases(): Promise<Case[]> {
    return this.base.getAll("cases");
  }

  about(): Promise<Omit<Bundle, "cases"> | undefined> {
    return this.base.get("about", "now");
  }

  /** Forgets what may be read. What waits to be sent stays: it is sent when its author signs in again. */
  async forget(): Promise<void> {
    const change = this.base.transaction(["cases", "about"], "readwrite");
    await Promise.all([change.objectStore("cases").clear(), change.objectStore("about").clear(), change.done]);
  }

  /** Puts something into the outbox. It is safe on the telephone when the promise is fulfilled. */
  async add(waiting: Waiting): Promise<void> {
    await this.base.add("outbox", waiting);
  }

  /** What somebody has waiting, the oldest first. */
  async waiting(person: number): Promise<Waiting[]> {
    return (await this.base.getAll("outbox")).filter((each) => each.person === person);
  }

  async drop(id: number): Promise<void> {
    await this.base.delete("outbox", id);
  }

  async ask(id: number, question: Question): Promise<void> {
    await this.change(id, (waiting) => ({ ...waiting, question }));
  }

  /** Sends a questioned act all the same: what others did counts as seen. */
  async insist(id: number): Promise<void> {
    await this.change(id, (waiting) => ({ ...waiting, steps: seenAt(waiting, waiting.question?.length ?? null), question: null }));
  }

  /** Takes out what was sent, and lets the case and whatever waits behind it know how things stand: all at once. */
  async settle(sent: Waiting, stands: Stand[]): Promise<void> {
    const change = this.base.transaction(["cases", "outbox"], "readwrite");
    const outbox = change.objectStore("outbox");
    if (sent.id !== undefined) await outbox.delete(sent.id);
    for (const stand of stands) {
      if (stand.case) await change.objectStore("cases").put(stand.case);
      else await change.objectStore("cases").delete(stand.number);
    }
    for (const behind of await outbox.getAll()) {
      const stand = stands.find((each) => numbersOf(behind).includes(each.number));
      if (stand && !behind.question) await outbox.put({ ...behind, steps: seenAt(behind, stand.length, stand.number) });
    }
    await change.done;
  }

  private async change(id: number, how: (waiting: Waiting) => Waiting): Promise<void> {
    const change = this.base.transaction("outbox", "readwrite");
    const waiting = await change.store.get(id);
    if (waiting) await change.store.put(how(waiting));
    await change.done;
  }
}

function seenAt(waiting: Waiting, length: number | null, number?: string): Waiting["steps"] {
  return waiting.steps.map((step) =>
    step.do === "move" && length !== null && (!number || step.number === number) ? { ...step, seen: length } : step,
  );
}
