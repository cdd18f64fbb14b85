/**
 * Whatever goes wrong with answers, events, the connection and the gateway itself, the desk ends with
 * what the venue has, and no intent became two orders. `SEED=n` repeats one life.
 */
import { expect, test } from "bun:test";
import { playLife } from "./kit/random-life.ts";

const GIVEN = process.env.SEED;
const FIRST = Number(GIVEN ?? Date.now() % 2 ** 31);
const SEEDS = GIVEN === undefined ? Number(process.env.GATEWAY_SEEDS ?? 60) : 1;

test(`whatever goes wrong, the desk has what the venue has (seed ${FIRST})`, () => {
  const seen = new Set<string>();
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
    try {
      for (const { kind } of playLife(seed).record.sayings()) seen.add(kind);
    } catch (error) {
      throw new Error(`SEED=${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (SEEDS < 60) return;
  const usual = ["ACK", "CANCELED", "EXPIRED", "FILL", "REJECTED", "SENT", "UNKNOWN"];
  expect([...seen].toSorted()).toEqual(usual);
}, 60_000);
