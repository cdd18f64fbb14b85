/**
 * A desk's memory under fire: on each of four rings a writer, gating and evictable readers on real
 * threads, parked on real doorbells, are terminated at random and restarted by the real recovery.
 *
 * What was delivered and what was reported as missed must be all that was published, once, in order
 * and whole, and nobody may sleep while there is something to read. `OUTCRY_STRESS=long` runs for
 * 300 kills and 20 million messages.
 */
import { describe, expect, test } from "bun:test";
import { isLong, say, seed } from "./kit/stress-mode.ts";
import { type ReaderAccount, type SoakPlan, soak } from "./topic/soak.ts";
import { emptyTally, killsOf, type SoakTally, tallyLine } from "./topic/soak-tally.ts";

/** Of the whole run. */
const MIN = isLong
  ? { kills: 320, uncommittedKills: 40, handlerKills: 40, messages: 20_800_000 }
  : { kills: 60, uncommittedKills: 8, handlerKills: 4, messages: 3_000_000 };
const TIMEOUT_MS = isLong ? 900_000 : 180_000;

const NEAR_2_31 = 2 ** 31 - 2 ** 20;
const NEAR_2_32 = 2 ** 32 - 2 ** 20;
const gate = { kind: "GATE", checks: [2, 8, 32] } as const;
const slow = { kind: "EVICT", checks: [8, 32, 64] } as const;
const quick = { kind: "EVICT", checks: [1, 2] } as const;

const NO_FAULTS = {
  torn: 0,
  partial: 0,
  repeated: 0,
  unreported: 0,
  forgotten: 0,
  wrongLife: 0,
};

/**
 * From an order's topic, which waits for everybody, to a feed's, which waits for nobody; with the
 * part of the run that is behind it at its end. Messages are dear in a small ring.
 */
const RINGS = [
  {
    ring: { capacityBytes: 2 ** 14, position: NEAR_2_31 },
    readers: [gate, slow],
    until: { kills: 0.2, messages: 0.1 },
  },
  {
    ring: { capacityBytes: 2 ** 16, position: NEAR_2_32 },
    readers: [slow, quick],
    until: { kills: 0.45, messages: 0.4 },
  },
  {
    ring: { capacityBytes: 2 ** 18, position: NEAR_2_31 },
    readers: [gate, gate],
    until: { kills: 0.7, messages: 0.7 },
  },
  {
    ring: { capacityBytes: 2 ** 20, position: NEAR_2_32 },
    readers: [gate, slow, quick],
    until: { kills: 1, messages: 1 },
  },
] as const;

type Ring = (typeof RINGS)[number];

/** The last ring goes on until threads have died where they are to have died. */
function planOf({ ring, readers, until }: Ring, before: SoakTally): SoakPlan {
  const isLast = until.kills === 1;
  return {
    ring,
    readers,
    seed: seed + ring.capacityBytes,
    killsMin: Math.ceil(MIN.kills * until.kills) - killsOf(before),
    messagesMin: Math.ceil(MIN.messages * until.messages) - before.messages,
    uncommittedKillsMin: isLast ? MIN.uncommittedKills - before.uncommittedKills : 0,
    handlerKillsMin: isLast ? MIN.handlerKills - before.handlerKills : 0,
  };
}

/** Exactly once each: delivered, reported as missed, or gone with a life that had stepped over it. */
function judge(reader: ReaderAccount, tally: SoakTally): undefined {
  const { kind, delivered, missed, died, toldToDead, ...faults } = reader;
  expect(faults).toEqual(NO_FAULTS);
  expect(delivered + missed + died + toldToDead).toBe(tally.messages);
  expect(died).toBeLessThanOrEqual(kind === "GATE" ? tally.gateKills : tally.evictKills);
  if (kind === "GATE" && tally.quarantines === 0) expect([missed, toldToDead]).toEqual([0, 0]);
}

describe("Topics between threads that die", () => {
  // rings cases 28, 29, 33, 44, 49, 50, 51, 52, 53, 55 and 57
  // S-10, S-11, S-12, S-13, S-14, S-19, S-22, S-43
  test(
    `lose, repeat and tear nothing in ${MIN.kills} deaths, and wake everybody (seed ${seed})`,
    async () => {
      const total = emptyTally();
      for (const ring of RINGS) {
        const { tally, readers, errors } = await soak(planOf(ring, total));
        expect(errors).toEqual([]);
        expect([tally.unrepeatable, tally.undelivered]).toEqual([0, 0]);
        for (const reader of readers) judge(reader, tally);
        for (const name of Object.keys(total) as (keyof SoakTally)[]) total[name] += tally[name];
      }
      say(`soak: ${tallyLine(total)} (seed ${seed})`);
      expect(killsOf(total)).toBeGreaterThanOrEqual(MIN.kills);
      expect(total.uncommittedKills).toBeGreaterThanOrEqual(MIN.uncommittedKills);
      expect(total.handlerKills).toBeGreaterThanOrEqual(MIN.handlerKills);
      expect(total.messages).toBeGreaterThanOrEqual(MIN.messages);
      expect(total.missed).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
