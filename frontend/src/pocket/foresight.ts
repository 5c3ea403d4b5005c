/** How a case will stand once what waits is sent, so that the next act can follow without a signal. */
import type { Bundle, Case, Move, Waiting } from "./types.ts";

export type Foreseen = { state: string; stateTitle: string; ended: boolean; moves: Move[]; waits: Waiting[] };

/** The state and the moves of a case after everything that waits for it. A move that hands it on leaves nothing to do. */
export function foresee(found: Case, steps: Bundle["steps"], outbox: Waiting[]): Foreseen {
  const waits = outbox.filter((each) => each.steps.some((step) => step.do !== "report" && step.number === found.number));
  const states = steps[found.type] ?? {};
  let state = found.state;
  let moves = found.moves;
  for (const step of waits.flatMap((each) => each.steps)) {
    if (step.do !== "move" || step.number !== found.number) continue;
    const move = moves.find((each) => each.key === step.move);
    state = move?.target ?? state;
    moves = move && !staysWith(move) ? [] : (states[state]?.moves ?? []);
  }
  return { state, stateTitle: states[state]?.title ?? "", ended: states[state]?.end ?? false, moves, waits };
}

/** Taking, pausing and resuming leave the case with whoever does it. */
function staysWith(move: Move): boolean {
  return ["take", "pause", "resume"].includes(move.key) || move.stays;
}

/** Whether somebody must act on it today: late, or due before midnight. */
export function isDueToday(found: Case, now = new Date()): boolean {
  return found.due !== null && new Date(found.due) < new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
}

export type Lamp = "red" | "amber" | "green" | "none";

export function lampOf(found: Case, now = new Date()): Lamp {
  if (!found.due) return "none";
  if (new Date(found.due) <= now) return "red";
  return found.amber && new Date(found.amber) <= now ? "amber" : "green";
}

/** Metres between two points, near enough for 'near me'. */
export function metres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const along = (b.lat - a.lat) * 111_320;
  const across = (b.lon - a.lon) * 111_320 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(along, across);
}

/** 'in 3 hours', '2 days ago', in the page's language. */
export function sayWhen(moment: string, language: string, now = new Date()): string {
  const seconds = (new Date(moment).getTime() - now.getTime()) / 1000;
  const [unit, size] = Math.abs(seconds) >= 86_400 ? (["day", 86_400] as const) : Math.abs(seconds) >= 3600 ? (["hour", 3600] as const) : (["minute", 60] as const);
  return new Intl.RelativeTimeFormat(language, { numeric: "always" }).format(Math.trunc(seconds / size), unit);
}
