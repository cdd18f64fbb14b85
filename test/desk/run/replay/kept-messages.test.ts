/** Messages of a run are found by who said them and their sequence, and what is missing is counted. */
import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { KeptMessages } from "../../../../src/desk/run/replay/kept-messages.ts";
import { RecordFrames } from "../../../../src/runtime/codec/record-frames.ts";
import { TYPE_ACTOR } from "../../../../src/runtime/codec/type-table.ts";
import { atEnd } from "../../../kit/at-end.ts";

type Said = readonly [actor: number, sequence: number];

function bytesOf(said: readonly Said[]): Uint8Array {
  const frames = new RecordFrames();
  for (const [number, name] of [
    [1, "risk"],
    [2, "feed"],
  ] as const) {
    frames.addEntry(TYPE_ACTOR, { number, name, kind: "sink", incarnation: 1 }, 0);
  }
  for (const [actor, sequence] of said) {
    const head = { type: 7, version: 1, committedAt: sequence * 10, flags: 0, wallMicros: 0 };
    frames.add({ ...head, actor, sequence }, new DataView(Uint8Array.of(actor, sequence).buffer));
  }
  return frames.take();
}

/** The logs of a run, by their names. */
async function keptIn(logs: Readonly<Record<string, readonly Said[]>>): Promise<KeptMessages> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-kept-"));
  atEnd(() => rmSync(folder, { recursive: true }));
  const paths = Object.entries(logs).map(([name, said]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytesOf(said));
    return path;
  });
  return KeptMessages.read(paths);
}

describe("KeptMessages", () => {
  test("finds each message as it was, in whichever file it lies", async () => {
    const messages = await keptIn({
      "messages.1.log": [
        [1, 1],
        [2, 1],
        [1, 2],
      ],
      "messages.log": [
        [2, 2],
        [1, 3],
      ],
    });
    for (const [actor, name] of [
      [1, "risk"],
      [2, "feed"],
    ] as const) {
      for (const sequence of [1, 2]) {
        expect(messages.find(name, sequence)).toMatchObject({
          type: 7,
          version: 1,
          sequence,
          committedAt: sequence * 10,
          payload: Uint8Array.of(actor, sequence),
        });
      }
    }
    expect(messages.find("risk", 3)?.sequence).toBe(3);
    expect(messages.find("feed", 3)).toBeNull();
    expect(messages.find("nobody", 1)).toBeNull();
  });

  test("counts what is missing before the next one that is there", async () => {
    const messages = await keptIn({
      "messages.log": [
        [1, 3],
        [1, 7],
        [2, 1],
      ],
    });
    expect(messages.missingFrom("risk", 4)).toBe(3);
    expect(messages.missingFrom("risk", 1)).toBe(2);
    expect(messages.missingFrom("risk", 8)).toBe(Number.POSITIVE_INFINITY);
    expect(messages.missingFrom("nobody", 1)).toBe(Number.POSITIVE_INFINITY);
  });

  test("takes the log of a process that was killed for ended, not for one with a gap", async () => {
    const messages = await keptIn({
      "life-1/messages.log": [[1, 3]],
      "messages.log": [[1, 1_000]],
    });
    expect(messages.missingFrom("risk", 4)).toBe(Number.POSITIVE_INFINITY);
    expect(messages.missingFrom("risk", 1_001)).toBe(Number.POSITIVE_INFINITY);
  });

  test("does not guess which of two topics of one name is meant", async () => {
    const messages = await keptIn({
      "messages.log": [
        [1, 1],
        [1, 2],
        [1, 3],
        [1, 1],
        [1, 2],
      ],
    });
    expect(messages.find("risk", 2)).toBeNull();
    expect(messages.find("risk", 3)?.sequence).toBe(3);
  });
});
