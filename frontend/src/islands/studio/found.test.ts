import { expect, test } from "vitest";
import { cornersOf, frameOf } from "./found.ts";

test("a point is ringed and a box framed", () => {
  expect(frameOf([116, 36]).features[0]!.geometry).toEqual({ type: "Point", coordinates: [116, 36] });
  const frame = frameOf([116, 36, 117, 37]).features[0]!.geometry;
  expect(frame).toEqual({ type: "LineString", coordinates: [[116, 36], [117, 36], [117, 37], [116, 37], [116, 36]] }); // prettier-ignore
  expect(frameOf([]).features).toEqual([]);
  expect(cornersOf([116, 36])).toEqual([116, 36, 116, 36]);
});
