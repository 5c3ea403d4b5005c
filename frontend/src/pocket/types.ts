/** What the server's bundle holds, and what waits on the telephone to be sent. See web/pocket/bundle.py. */

export type Ask = { name: string; title: string; sort: "text" | "photos" | "date"; required: boolean };
export type Move = { key: string; title: string; hint: string; main: boolean; target: string | null; stays: boolean; asks: Ask[] };
export type State = { title: string; end: boolean; moves: Move[] };

export type Case = {
  number: string;
  title: string;
  kind: string;
  category: string;
  type: string;
  state: string;
  length: number;
  due: string | null;
  amber: string | null;
  reported: string;
  place: string;
  address: string;
  description: string;
  lon: number | null;
  lat: number | null;
  handler: string;
  url: string;
  moves: Move[];
};

export type Bundle = {
  person: { id: number; name: string };
  at: string;
  complete: boolean;
  cases: Case[];
  steps: Record<string, Record<string, State>>;
};

export type MoveStep = { do: "move"; number: string; move: string; seen: number; answers: Record<string, string> };
export type NoteStep = { do: "note"; number: string; text: string };
export type ReportStep = {
  do: "report";
  kind: string;
  category: string;
  description: string;
  address: string;
  area_code: string;
  lon?: number;
  lat?: number;
};
export type Step = MoveStep | NoteStep | ReportStep;

export type Question = { text: string; code: string; length: number | null; meanwhile: { who: string; at: string; what: string; reason: string }[] };

/** One act, or one visit. `photos` has a list for each step. */
export type Waiting = {
  id?: number;
  key: string;
  person: number;
  title: string;
  about: string;
  at: string;
  steps: Step[];
  photos: File[][];
  question: Question | null;
};

export type Stand = { number: string; length: number; case: Case | null };

export type Outcome =
  | { kind: "done"; cases: Stand[] }
  | { kind: "question"; question: Question }
  | { kind: "signin" }
  | { kind: "broken" }
  | { kind: "away" };

/** The cases that a sending is about. */
export function numbersOf(waiting: Waiting): string[] {
  return waiting.steps.flatMap((step) => (step.do === "report" ? [] : [step.number]));
}
