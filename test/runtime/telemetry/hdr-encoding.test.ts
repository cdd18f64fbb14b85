/** The encoding by itself: counts that no test could record. */
import { expect, test } from "bun:test";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { encodeHistogram } from "../../../src/runtime/telemetry/hdr-encoding.ts";

test("encodeHistogram writes counts of every length, and runs of zeros", () => {
  const counts = new Float64Array(20_000);
  const values = [1, 63, 64, 8_191, 8_192, 2 ** 31, 2 ** 32 + 5, 2 ** 40 + 1];
  for (const [index, value] of values.entries()) counts[index * index * 300] = value;
  const decoded = decodeFromCompressedBase64(encodeHistogram(counts), 64) as unknown as {
    getCountAtIndex(index: number): number;
  };
  for (const [index, value] of counts.entries()) {
    if (decoded.getCountAtIndex(index) !== value) {
      expect([index, decoded.getCountAtIndex(index)]).toEqual([index, value]);
    }
  }
  expect(values.map((_, index) => decoded.getCountAtIndex(index * index * 300))).toEqual(values);
});
