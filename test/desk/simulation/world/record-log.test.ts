/** The hash of what was said tells any two runs apart that differ in a bit, a time or an order. */
import { describe, expect, test } from "bun:test";
import { RecordLog } from "../../../../src/desk/simulation/world/record-log.ts";

type Said = {
  readonly actor?: string;
  readonly bytes?: readonly number[];
  readonly type?: number;
  readonly sequence?: number;
  readonly committedAt?: number;
};

function hashOf(said: readonly Said[], now = 5): string {
  const log = new RecordLog(() => now);
  for (const { actor = "a", bytes = [1, 2, 3], type = 1, sequence = 1, committedAt = 2 } of said) {
    const memory = new SharedArrayBuffer(16);
    new Uint8Array(memory).set(bytes, 4);
    const payload = { data: new DataView(memory), offset: 4, payloadBytes: bytes.length };
    log.take({ actor, reader: { ...payload, type, version: 1, sequence, committedAt } as never });
  }
  return log.hash();
}

describe("RecordLog", () => {
  test("has the same hash for the same records", () => {
    expect(hashOf([{}, {}])).toBe(hashOf([{}, {}]));
    expect(hashOf([{}])).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each<[string, readonly Said[], number]>([
    ["a bit of a payload", [{ bytes: [1, 2, 2] }, {}], 5],
    ["the length of a payload", [{ bytes: [1, 2] }, {}], 5],
    ["an actor", [{ actor: "b" }, {}], 5],
    ["a type", [{ type: 2 }, {}], 5],
    ["a sequence", [{ sequence: 2 }, {}], 5],
    ["a commit", [{ committedAt: 3 }, {}], 5],
    ["the time at which it was heard", [{}, {}], 6],
    ["a record less", [{}], 5],
    ["the order", [{}, { bytes: [9] }].toReversed(), 5],
  ])("has another for %s", (_, said, now) => {
    expect(hashOf(said, now)).not.toBe(hashOf([{}, {}], 5));
    if (said.length === 2) expect(hashOf(said, now)).not.toBe(hashOf([{}, { bytes: [9] }]));
  });
});
