/** The block of bells and control lines. */
import { describe, expect, test } from "bun:test";
import {
  allocateLines,
  attachLines,
  bellIndex,
  controlIndex,
  LINE_BYTES,
  livesIndex,
  spinIndex,
  tokenIndex,
  WORKERS_MAX,
} from "../../../src/runtime/ring/lines.ts";

describe("allocateLines", () => {
  // rings case 5
  test("gives each bell and each control line a line of its own, within the block", () => {
    const words = attachLines(allocateLines());
    const lines = new Set([0]);
    for (let number = 0; number < WORKERS_MAX; number += 1) {
      lines.add((bellIndex(number) * 4) / LINE_BYTES);
      lines.add((controlIndex(number) * 4) / LINE_BYTES);
      lines.add((controlIndex(number) * 4) / LINE_BYTES + 1);
    }
    const alone = lines.size;
    lines.add((spinIndex() * 4) / LINE_BYTES);
    for (let token = 0; token < WORKERS_MAX; token += 1) {
      lines.add(Math.floor((tokenIndex(token) * 4) / LINE_BYTES));
    }
    expect(alone).toBe(1 + 3 * WORKERS_MAX);
    expect(lines.size).toBe(alone + 1 + (4 * WORKERS_MAX) / LINE_BYTES);
    expect(Math.max(...lines)).toBe((words.length * 4) / LINE_BYTES - 1);
  });
});

describe("attachLines", () => {
  // rings case 2
  test("refuses memory of another size, magic or version", () => {
    expect(() => attachLines(new SharedArrayBuffer(128))).toThrow("exact size");
    for (const word of [0, 1]) {
      const lines = allocateLines();
      new Int32Array(lines)[word] = 9;
      expect(() => attachLines(lines)).toThrow("magic and version");
    }
  });
});

describe("bellIndex", () => {
  test.each([-1, WORKERS_MAX, Number.NaN])("refuses line %d", (line) => {
    expect(() => bellIndex(line)).toThrow("Invariant: bell line is 0 to 127");
    expect(() => livesIndex(line)).toThrow("Invariant: bell line is 0 to 127");
    expect(() => controlIndex(line)).toThrow("Invariant: actor number is 0 to 127");
    expect(() => tokenIndex(line)).toThrow("Invariant: token is 0 to 127");
  });
});
