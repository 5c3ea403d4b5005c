/** The corners of an area while it is drawn: what may be added, and whether it may be closed. */
import type { Corner } from "./address.ts";

/** As many as the server takes. */
export const MOST = 30;
export type Fault = "few" | "crossing" | "full";

/** Why an area with these corners cannot be closed; null if it can. */
export function faultOf(corners: Corner[]): Fault | null {
  if (corners.length < 3) return "few";
  return crosses(corners) ? "crossing" : null;
}

/** Whether two sides of the closed ring cross or touch elsewhere than where one follows the other. */
export function crosses(corners: Corner[]): boolean {
  const sides = corners.map((corner, at): [Corner, Corner] => [corner, corners[(at + 1) % corners.length]!]);
  return sides.some(([a, b], one) =>
    sides.some(([c, d], other) => {
      if (other <= one) return false;
      if (other === one + 1) return foldsBack(a, b, d);
      if (one === 0 && other === sides.length - 1) return foldsBack(c, a, b);
      return meet(a, b, c, d);
    }),
  );
}

/** Whether the way from a to b turns round on itself towards c. */
function foldsBack(a: Corner, b: Corner, c: Corner): boolean {
  return turn(a, b, c) === 0 && (c[0] - b[0]) * (a[0] - b[0]) + (c[1] - b[1]) * (a[1] - b[1]) > 0;
}

function meet(a: Corner, b: Corner, c: Corner, d: Corner): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return (abc === 0 && within(a, b, c)) || (abd === 0 && within(a, b, d)) || (cda === 0 && within(c, d, a)) || (cdb === 0 && within(c, d, b));
}

/** Positive to the left, negative to the right, zero straight on. */
function turn(a: Corner, b: Corner, c: Corner): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function within(a: Corner, b: Corner, point: Corner): boolean {
  return [0, 1].every((axis) => Math.min(a[axis]!, b[axis]!) <= point[axis]! && point[axis]! <= Math.max(a[axis]!, b[axis]!));
}
