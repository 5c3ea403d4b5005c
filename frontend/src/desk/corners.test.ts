import { expect, test } from "vitest";
import type { Corner } from "./address.ts";
import { crosses, faultOf } from "./corners.ts";

const square: Corner[] = [[0, 0], [1, 0], [1, 1], [0, 1]];

test("a square, a triangle and a dented ring may be closed", () => {
  expect(faultOf(square)).toBeNull();
  expect(faultOf(square.slice(0, 3))).toBeNull();
  expect(faultOf([[0, 0], [2, 0], [2, 2], [1, 0.5], [0, 2]])).toBeNull();
  expect(faultOf([[0, 0], [1, 0], [2, 0], [2, 2]])).toBeNull();
});

test("two corners are too few", () => {
  expect(faultOf(square.slice(0, 2))).toBe("few");
});

test("a bow tie, a side through a corner and a way back on itself are refused", () => {
  expect(crosses([[0, 0], [1, 1], [1, 0], [0, 1]])).toBe(true);
  expect(crosses([[0, 0], [2, 0], [2, 2], [1, 0], [0, 2]])).toBe(true);
  expect(crosses([[0, 0], [2, 0], [1, 0], [1, 1]])).toBe(true);
  expect(crosses([[0, 0], [1, 0], [2, 0]])).toBe(true);
});
