/** The engine beside its twin, and beside its own promises, on random streams. */
import { describe, expect, test } from "bun:test";
import { MatchingEngine } from "../../../../../src/trading/venue/simulated/engine/matching-engine.ts";
import { drive } from "./drive.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const STREAMS = 8;
const COMMANDS = 3_000;

describe("on random streams of all kinds of orders the engine", () => {
  for (let stream = 0; stream < STREAMS; stream += 1) {
    const seed = SEED + stream;
    test(`says and holds what its twin does, trade for trade (seed ${seed})`, () => {
      expect(drive(MatchingEngine, seed, COMMANDS, ["TWIN"])).toBeNull();
    });
    test(`makes and loses no lot, overtakes nobody, crosses nothing, tells levels (seed ${seed})`, () => {
      expect(drive(MatchingEngine, seed, COMMANDS, ["PROPERTIES"])).toBeNull();
    });
  }
});
