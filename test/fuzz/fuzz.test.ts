/**
 * Fuzzing, seeded: hostile bytes for every decoder, five seconds in all, or as many as
 * OUTCRY_FUZZ_SECONDS says. SEED=... begins as another run did. A failure prints its input, and the
 * line that runs it again alone.
 */
import { describe, expect, test } from "bun:test";
import { monotonicNs } from "../../src/core/clock.ts";
import { Prng } from "../../src/core/prng.ts";
import { readTypes } from "./corpus.ts";
import { type Outcome, type Target, targetsOf } from "./target.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const seconds = Number(process.env.OUTCRY_FUZZ_SECONDS ?? 5);
/** `<target>:<hex>`: one input instead of many. */
const [replayed = "", hex = ""] = (process.env.OUTCRY_FUZZ_INPUT ?? "").split(":");
/** Runs of a target, however slow the machine. */
const RUNS_MIN = 500;
/** Runs between two looks at the clock. */
const RUNS_A_LOOK = 50;
/** Beyond its share, for a machine that does other things. Milliseconds. */
const SLACK_MS = 60_000;

const targets = targetsOf(await readTypes());
const secondsEach = seconds / targets.length;

type Tally = Record<Outcome, number>;

function runOnce(target: Target, bytes: Uint8Array): Outcome {
  // What the target is given is its own: a failure shows the bytes as they came.
  const given = Uint8Array.from(bytes);
  try {
    return target.run(given);
  } catch (error) {
    const input = `OUTCRY_FUZZ_INPUT="${target.name}:${bytes.toHex()}"`;
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`${target.name}, seed ${seed}: ${why}\nreplay: ${input} bun test test/fuzz`);
  }
}

/** Runs the target for its share of the time, and at least {@link RUNS_MIN} times. */
function fuzz(target: Target, index: number): Tally {
  const prng = new Prng(seed + index);
  const tally: Tally = { TAKEN: 0, REFUSED: 0 };
  const endNs = monotonicNs() + secondsEach * 1e9;
  for (let runs = 0; runs < RUNS_MIN || monotonicNs() < endNs; runs += RUNS_A_LOOK) {
    for (let run = 0; run < RUNS_A_LOOK; run += 1) {
      tally[runOnce(target, target.next(prng))] += 1;
    }
  }
  return tally;
}

describe.skipIf(replayed !== "")(`fuzzing (seed ${seed}, ${seconds} s in all)`, () => {
  test.each(targets.map((target, index) => [target.name, target, index] as const))(
    "%s takes bytes for what they say or refuses them by name",
    (name, target, index) => {
      const tally = fuzz(target, index);
      const runs = tally.TAKEN + tally.REFUSED;
      process.stderr.write(
        `fuzz ${name}: seed ${seed}, ${runs} executions, ${tally.TAKEN} taken, ${tally.REFUSED} refused\n`,
      );
      expect(runs).toBeGreaterThanOrEqual(RUNS_MIN);
      // Neither is nothing, or the inputs were all too right or all too wrong to find anything.
      expect(tally.TAKEN).toBeGreaterThan(0);
      if (name !== "record frames") expect(tally.REFUSED).toBeGreaterThan(0);
    },
    secondsEach * 1_000 + SLACK_MS,
  );
});

test.skipIf(replayed === "")(`one input of ${replayed}`, () => {
  const target = targets.find(({ name }) => name === replayed);
  if (target === undefined) throw new Error(`no target is called ${replayed}`);
  const outcome = runOnce(target, Uint8Array.fromHex(hex));
  process.stderr.write(`fuzz ${replayed}: ${outcome}\n`);
});

describe("the fuzzer", () => {
  test("makes the same inputs of the same seed", () => {
    for (const target of targets) {
      const [one, other] = [new Prng(7), new Prng(7)];
      for (let run = 0; run < 20; run += 1) {
        expect(target.next(one).toHex()).toBe(target.next(other).toHex());
      }
    }
  });

  test("says what failed, with the input and the line that replays it", () => {
    const broken: Target = {
      name: "broken",
      next: () => Uint8Array.of(1, 2),
      run() {
        throw new RangeError("read at 3 beyond the record");
      },
    };
    expect(() => fuzz(broken, 0)).toThrow('OUTCRY_FUZZ_INPUT="broken:0102" bun test test/fuzz');
    expect(() => fuzz(broken, 0)).toThrow("read at 3 beyond the record");
  });
});
