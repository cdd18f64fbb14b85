/** A judge sees the exchange that is there, never what a life that is over left in memory. */
import { describe, expect, test } from "bun:test";
import { VenueWatch } from "../../../../src/desk/simulation/world/venue-watch.ts";
import type { AnyActorDefinition } from "../../../../src/runtime/actor/define-actor.ts";
import { faultOf } from "../../../../src/trading/venue/simulated/fault/fault.ts";

const CUT = faultOf("ACK_LOST", { count: 1 });

const FIRST = { status: "TRADING" };

/** One life after the other of an exchange, each in a thread of its own. */
class Lives {
  thread: object | null = null;
  readonly watch = new VenueWatch(() => this.thread);
  readonly done: string[] = [];
  /** What the exchange's only symbol has now. */
  rules: object = FIRST;
  readonly #definition = this.watch.watch({} as AnyActorDefinition);

  /** Begins one. It has its books at once. */
  begin(name: string) {
    const faults = {
      arm: () => {
        this.done.push(`${name} arms`);
        return { ok: true };
      },
      disarm: () => void this.done.push(`${name} disarms`),
    };
    const exchange = {
      openOrders: () => [],
      symbols: new Map([["BTCUSDT", FIRST]]),
      rulesOf: () => this.rules,
      setRules: (rules: object) => {
        this.rules = rules;
      },
    };
    const venue = { name, listen: () => undefined, exchange };
    const state = { front: { spot: { venue, now: 1, faults } } };
    this.thread = {};
    this.#definition.open?.(state, {} as never);
    this.watch.look();
    return { stop: () => void this.#definition.stop?.(state, {} as never, "shutdown" as never) };
  }
}

describe("the exchange that is watched", () => {
  test("is the one whose thread is there, and none between two of them", () => {
    const lives = new Lives();
    expect(lives.watch.venue).toBeNull();
    lives.begin("first");
    expect(lives.watch.venue).toMatchObject({ name: "first" });
    lives.thread = null;
    expect(lives.watch.venue).toBeNull();
    // A new thread has begun, and nothing of the exchange is there yet.
    lives.thread = {};
    expect(lives.watch.venue).toBeNull();
    lives.begin("second");
    expect(lives.watch.venue).toMatchObject({ name: "second" });
  });

  test("is none behind its stop, though its thread is still there", () => {
    const lives = new Lives();
    lives.begin("first").stop();
    expect(lives.watch.venue).toBeNull();
  });

  test("gets no fault while it is down, and forgets those that it remembers once it is back", () => {
    const lives = new Lives();
    lives.begin("first");
    expect(lives.watch.arm(() => CUT)).toBeTrue();
    lives.thread = null;
    expect(lives.watch.arm(() => CUT)).toBeFalse();
    lives.watch.disarm();
    expect(lives.done).toEqual(["first arms"]);
    lives.begin("second");
    expect(lives.done).toEqual(["first arms", "second disarms"]);
    lives.begin("third");
    expect(lives.done).toHaveLength(2);
  });

  test("has what it began with when faults are over, whatever was changed for good", () => {
    const lives = new Lives();
    lives.begin("first");
    lives.rules = { status: "BREAK" };
    lives.thread = null;
    lives.watch.disarm();
    expect(lives.rules).not.toBe(FIRST);
    lives.begin("second");
    expect(lives.rules).toBe(FIRST);
  });
});
