/** Sending what waits, in order, each thing once: the server does what it has done already not again but answers as before. */
import type { Store } from "./store.ts";
import { numbersOf, type Outcome, type Question, type Stand, type Waiting } from "./types.ts";

export type Post = (waiting: Waiting) => Promise<Outcome>;
export type Stopped = "empty" | "held" | "signin" | "away" | "broken";

/**
 * Sends all that somebody has waiting. An act about which there is a question holds back what waits behind it for the same
 * case, and nothing else; so does one on which the server failed ('broken'), which is tried again later. Ends as 'empty',
 * 'held' by a question, or where there is no connection or no sign-in.
 */
export async function sendAll(store: Store, person: number, post: Post): Promise<Stopped> {
  const held = new Set<string>();
  let stopped: Stopped = "empty";
  for (const { id } of await store.waiting(person)) {
    // Read anew: what was sent before it may have changed what it has seen.
    const waiting = (await store.waiting(person)).find((each) => each.id === id);
    if (!waiting || id === undefined) continue;
    if (waiting.question || numbersOf(waiting).some((number) => held.has(number))) {
      for (const number of numbersOf(waiting)) held.add(number);
      stopped = "held";
      continue;
    }
    const outcome = await post(waiting);
    if (outcome.kind === "signin" || outcome.kind === "away") return outcome.kind;
    if (outcome.kind === "done") {
      await store.settle(waiting, outcome.cases);
      continue;
    }
    if (outcome.kind === "question") await store.ask(id, outcome.question);
    for (const number of numbersOf(waiting)) held.add(number);
    stopped = outcome.kind === "broken" ? "broken" : stopped === "broken" ? stopped : "held";
  }
  return stopped;
}

/**
 * Posts to the server's outbox. An answer that says it never will be taken (too large, unknown) becomes a question, in the
 * words of `refused`; one that says the server failed is tried again.
 */
export function postTo(url: string, token: () => string, refused: string): Post {
  return async (waiting) => {
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: formOf(waiting),
        headers: { "X-CSRFToken": token(), Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
      });
      return await read(answer, refused);
    } catch {
      return { kind: "away" };
    }
  };
}

function formOf(waiting: Waiting): FormData {
  const form = new FormData();
  form.set("key", waiting.key);
  form.set("person", String(waiting.person));
  form.set("steps", JSON.stringify(waiting.steps));
  waiting.photos.forEach((photos, step) => photos.forEach((photo) => form.append(`photo-${step}`, photo, photo.name)));
  return form;
}

async function read(answer: Response, refused: string): Promise<Outcome> {
  // Signed out, signed in as somebody else, or with another token: what is kept waits for its author.
  if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 403) return { kind: "signin" };
  if (answer.status === 200) return { kind: "done", cases: ((await answer.json()) as { cases: Stand[] }).cases };
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { kind: "broken" };
  const said = answer.headers.get("Content-Type")?.includes("json") ? ((await answer.json()) as Partial<Question>) : {};
  if (said.code === "others") return { kind: "signin" };
  const text = `${refused} (${answer.status})`;
  return { kind: "question", question: { text, code: "", length: null, meanwhile: [], ...said } };
}

/** The token that Django wants with what is sent. */
export function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}
