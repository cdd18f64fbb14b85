/**
 * Crashes of a journal: every script of up to four operations, before each call of the disk, with what
 * may be on it then; and long scripts by a seed. OUTCRY_EXPLORE=long looks at two million states.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { openJournal } from "../../../../src/runtime/journal/open-journal.ts";
import { failureOf } from "../kit/model-disk.ts";
import { Explorer } from "./explorer.ts";
import { allScripts, randomScript } from "./scripts.ts";
import { staleSegment } from "./stale-segment.ts";

const isLong = process.env.OUTCRY_EXPLORE === "long";
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const STATES = isLong ? 2_000_000 : 50_000;
const TIMEOUT_MS = isLong ? 3_600_000 : 120_000;
const stale = staleSegment();
const optionsOf = (imagesMax: number, interruptedOneIn: number) => ({
  open: openJournal,
  stale,
  seed,
  imagesMax,
  interruptedOneIn,
});
let states = 0;

describe("after a crash", () => {
  test(
    `nothing is lost, invented or believed, in every script of four operations (seed ${seed})`,
    () => {
      const explorer = new Explorer(optionsOf(isLong ? 256 : 12, 40));
      explorer.run([], -1);
      for (const script of allScripts(4)) explorer.run(script, script.length - 1);
      states += explorer.states;
      expect(explorer.states).toBeGreaterThan(10_000);
    },
    TIMEOUT_MS,
  );

  test(
    `nor where a sync of the folder failed in the life before: its names are made sure first (seed ${seed})`,
    () => {
      const script = ["APPEND", "COMMIT", "ROTATE", "KILL", "KILL", "TICK"] as const;
      const explorer = new Explorer(optionsOf(64, 40));
      for (let at = 1; at <= 6; at += 1) {
        let syncs = 0;
        explorer.run(script, -1, {
          fail(call: string) {
            if (call !== "syncFolder") return;
            syncs += 1;
            if (syncs === at) throw failureOf("EIO");
          },
        });
      }
      states += explorer.states;
    },
    TIMEOUT_MS,
  );

  test(
    `nor in long ones, where any call may fail (seed ${seed})`,
    () => {
      const prng = new Prng(seed);
      const explorer = new Explorer(optionsOf(isLong ? 8 : 4, 40));
      while (states + explorer.states < STATES) {
        const script = randomScript(prng);
        const at = prng.between(1, 400);
        const isForEver = prng.pick([true, false]);
        const code = prng.pick(["EIO", "ENOSPC"]);
        const failing = {
          fail(_: string, number: number) {
            if (isForEver ? number >= at : number === at) throw failureOf(code);
          },
        };
        explorer.run(script, prng.between(0, script.length - 1), prng.pick([null, failing]));
      }
      states += explorer.states;
      expect(states).toBeGreaterThanOrEqual(STATES);
    },
    TIMEOUT_MS,
  );
});

afterAll(() => {
  process.stderr.write(`explored: ${states} states of a journal after a crash\n`);
});
