/** The order of a stop, and each of its bounds, on a clock of the test's own. */
import { describe, expect, test } from "bun:test";
import { DrainSequence, type DrainSight } from "../../../../src/desk/run/end/drain-sequence.ts";

const START_MS = 1_000_000;

/** A drain that is looked at each 25 ms; `sees` says what, from the beginning in milliseconds. */
function phases(
  sees: (atMs: number) => Partial<DrainSight>,
  { unhealthyAfterMs = 0, forMs = 31_000 } = {},
): readonly (readonly [phase: string, atMs: number])[] {
  const sequence = new DrainSequence({ unhealthyAfterMs }, START_MS);
  const seen: (readonly [string, number])[] = [[sequence.phase, 0]];
  for (let atMs = 25; atMs <= forMs; atMs += 25) {
    const phase = sequence.look({
      nowMs: START_MS + atMs,
      strategiesStopped: true,
      openOrders: 0,
      actorsStopped: true,
      hurried: false,
      readyAskedMsAgo: null,
      ...sees(atMs),
    });
    if (phase !== seen.at(-1)?.[0]) seen.push([phase, atMs]);
  }
  return seen;
}

const named = (...given: Parameters<typeof phases>) => phases(...given).map(([phase]) => phase);
const closedAt = (...given: Parameters<typeof phases>) => phases(...given).at(-1);

describe("S-85: a drain", () => {
  test("stops the strategies, cancels, stops the others, and closes, in this order", () => {
    const seen = named((atMs) => ({
      strategiesStopped: atMs >= 100,
      openOrders: atMs < 200 ? 3 : 0,
      actorsStopped: atMs >= 400,
    }));
    expect(seen).toEqual(["STOP_STRATEGIES", "CANCEL", "STOP_ACTORS", "LINGER", "CLOSE"]);
  });

  test("waits 2 s for strategies that do not stop", () => {
    const seen = phases(() => ({ strategiesStopped: false }));
    expect(seen[1]).toEqual(["CANCEL", 2_000]);
  });

  test("does not believe one look at no open orders", () => {
    const seen = phases((atMs) => ({ openOrders: atMs === 100 || atMs >= 500 ? 0 : 1 }));
    expect(seen[2]).toEqual(["STOP_ACTORS", 525]);
  });

  test("waits 10 s for cancels", () => {
    const seen = phases(() => ({ openOrders: 1 }));
    expect(seen[1]).toEqual(["CANCEL", 25]);
    expect(seen[2]).toEqual(["STOP_ACTORS", 10_025]);
  });

  test("is over after 30 s, whatever is seen", () => {
    const seen = closedAt(() => ({ actorsStopped: false, openOrders: 1 }));
    expect(seen).toEqual(["CLOSE", 30_000]);
  });

  test("that sees numbers that are none still comes to an end", () => {
    expect(closedAt(() => ({ openOrders: Number.NaN, actorsStopped: false }))?.[0]).toBe("CLOSE");
  });
});

describe("S-86: the console", () => {
  test("closes at once when nobody ever asked for readiness", () => {
    expect(closedAt(() => ({}))).toEqual(["CLOSE", 125]);
  });

  test("closes at once when the last who asked is gone for more than a minute", () => {
    expect(closedAt(() => ({ readyAskedMsAgo: 60_001 }))).toEqual(["CLOSE", 125]);
  });

  test("answers for 5 s from the beginning when a balancer asks", () => {
    expect(closedAt(() => ({ readyAskedMsAgo: 500 }))).toEqual(["CLOSE", 5_000]);
  });

  test("answers for as long as the desk's file says that a balancer needs", () => {
    const seen = closedAt(() => ({ readyAskedMsAgo: 500 }), { unhealthyAfterMs: 9_000 });
    expect(seen).toEqual(["CLOSE", 9_000]);
  });
});

describe("S-87: haste", () => {
  test("skips the wait for strategies and for a balancer", () => {
    const seen = phases(() => ({
      hurried: true,
      strategiesStopped: false,
      readyAskedMsAgo: 500,
    }));
    expect(seen.at(-1)).toEqual(["CLOSE", 125]);
  });

  test("skips no cancel: it still cancels, and gives the cancels a second to leave", () => {
    const seen = phases(() => ({ hurried: true, openOrders: 2 }));
    expect(seen.slice(0, 3)).toEqual([
      ["STOP_STRATEGIES", 0],
      ["CANCEL", 25],
      ["STOP_ACTORS", 1_025],
    ]);
  });

  test("in the midst of a wait ends that wait", () => {
    const seen = closedAt((atMs) => ({ hurried: atMs >= 3_000, readyAskedMsAgo: 500 }));
    expect(seen).toEqual(["CLOSE", 3_000]);
  });
});
