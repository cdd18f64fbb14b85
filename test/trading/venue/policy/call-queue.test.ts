/** Whose turn it is at a venue: by urgency, never beyond a call's validity, never without a bound. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../src/core/prng.ts";
import { CALL_CLASSES, type CallClass } from "../../../../src/trading/venue/policy/call-class.ts";
import {
  CallQueue,
  type MayGo,
  type QueuedCall,
} from "../../../../src/trading/venue/policy/call-queue.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const BOUNDS = { CANCEL: 4, REDUCE: 3, QUERY: 3, NEW: 2 };
const go: MayGo = () => ({ ok: true });
const until =
  (...held: readonly CallClass[]) =>
  (untilNs: number): MayGo =>
  (callClass) =>
    held.includes(callClass) ? { ok: false, why: "WINDOW_FULL", untilNs } : { ok: true };

function call(key: string, callClass: CallClass, validUntilNs = 1_000): QueuedCall<null> {
  const orders = callClass === "NEW" || callClass === "REDUCE" ? 1 : 0;
  return { key, callClass, cost: { weight: 1, orders }, validUntilNs, body: null };
}
function drained(queue: CallQueue<null>, now: number, mayGo: MayGo): readonly string[] {
  const keys: string[] = [];
  for (let turn = queue.next(now, mayGo); turn.go !== null; turn = queue.next(now, mayGo)) {
    keys.push(turn.go.key);
  }
  return keys;
}

type Model = ReadonlyMap<string, QueuedCall<null>>;

function firstOf(model: Model, held: readonly CallClass[]): QueuedCall<null> | undefined {
  return CALL_CLASSES.filter((each) => !held.includes(each)).flatMap((each) =>
    [...model.values()].filter(({ callClass }) => callClass === each),
  )[0];
}
function countOf(model: Model, callClass: CallClass): number {
  return [...model.values()].filter((each) => each.callClass === callClass).length;
}

describe("CallQueue", () => {
  test("lets the most urgent go first, and within a class the first", () => {
    const queue = new CallQueue<null>(BOUNDS);
    const offered = ["NEW", "QUERY", "REDUCE", "CANCEL", "NEW", "CANCEL"] as const;
    for (const [index, each] of offered.entries()) queue.offer(call(`${index}`, each), 0, go);
    expect(drained(queue, 0, go)).toEqual(["3", "5", "2", "1", "0", "4"]);
  });

  test("does not let a class that its limit holds back hold back those behind it", () => {
    const queue = new CallQueue<null>(BOUNDS);
    const held = until("REDUCE")(500);
    queue.offer(call("reduce", "REDUCE"), 0, held);
    queue.offer(call("query", "QUERY"), 0, held);
    expect(queue.next(0, held).go?.key).toBe("query");
    const turn = queue.next(0, held);
    expect([turn.go, [...turn.waits]]).toEqual([null, [["REDUCE", 500]]]);
    expect(queue.next(500, go).go?.key).toBe("reduce");
  });

  test("says of each class that waits when it may go", () => {
    const queue = new CallQueue<null>(BOUNDS);
    const held: MayGo = (each) => ({
      ok: false,
      why: "WINDOW_FULL",
      untilNs: each === "QUERY" ? 300 : 700,
    });
    for (const each of ["QUERY", "NEW", "CANCEL"] as const) queue.offer(call(each, each), 0, held);
    const { waits } = queue.next(0, held);
    expect(Object.fromEntries(waits)).toEqual({ CANCEL: 700, QUERY: 300, NEW: 700 });
  });

  test("refuses at once a new order that could go only after its last moment", () => {
    const queue = new CallQueue<null>(BOUNDS);
    const late = queue.offer(call("late", "NEW", 499), 0, until("NEW")(500));
    expect(late).toEqual({ kind: "REFUSED", why: "WINDOW_FULL", untilNs: 500 });
    expect(queue.offer(call("on time", "NEW", 500), 0, until("NEW")(500)).kind).toBe("WAITS");
  });

  test("never lets go what became too late while it waited, and hands it back once", () => {
    const queue = new CallQueue<null>(BOUNDS);
    queue.offer(call("order", "NEW", 500), 0, until("NEW")(500));
    queue.offer(call("cancel", "CANCEL"), 0, go);
    const turn = queue.next(501, go);
    expect([turn.go?.key, turn.late.map(({ key }) => key)]).toEqual(["cancel", ["order"]]);
    expect(queue.next(501, go)).toEqual({ go: null, late: [], waits: new Map() });
    queue.offer(call("order", "NEW"), 501, go);
    expect(drained(queue, 501, go)).toEqual(["order"]);
  });

  test.each([Number.NaN, -1])("refuses a call that is valid until %d", (validUntilNs) => {
    const queue = new CallQueue<null>(BOUNDS);
    const offered = queue.offer(call("order", "NEW", validUntilNs), 0, go);
    expect(offered).toMatchObject({ kind: "REFUSED", why: "TOO_LATE" });
  });

  test("has a bound for each class, so that a flood of new orders keeps out no cancel", () => {
    const queue = new CallQueue<null>(BOUNDS);
    const kinds = ["a", "b", "c"].map((key) => queue.offer(call(key, "NEW"), 0, go));
    expect(kinds.map(({ kind }) => kind)).toEqual(["WAITS", "WAITS", "REFUSED"]);
    expect(kinds[2]).toMatchObject({ why: "QUEUE_FULL" });
    expect(queue.offer(call("cancel", "CANCEL"), 0, go).kind).toBe("WAITS");
  });

  test("takes a call that waits already once", () => {
    const queue = new CallQueue<null>(BOUNDS);
    for (let time = 0; time < 9; time += 1) queue.offer(call("cancel", "CANCEL"), 0, go);
    expect(queue.count("CANCEL")).toBe(1);
    expect(drained(queue, 0, go)).toEqual(["cancel"]);
    expect(queue.offer(call("cancel", "CANCEL"), 0, go).kind).toBe("WAITS");
    expect(queue.count("CANCEL")).toBe(1);
  });

  test("gives back a call that is withdrawn", () => {
    const queue = new CallQueue<null>(BOUNDS);
    queue.offer(call("a", "NEW"), 0, go);
    queue.offer(call("b", "NEW"), 0, go);
    expect([queue.withdraw("a"), queue.withdraw("a")]).toEqual([true, false]);
    expect(drained(queue, 0, go)).toEqual(["b"]);
  });

  test("keeps a query for a time that is not known yet, and no order", () => {
    const forever = Number.POSITIVE_INFINITY;
    const unknown: MayGo = () => ({ ok: false, why: "USAGE_UNKNOWN", untilNs: forever });
    const never: MayGo = () => ({ ok: false, why: "NEVER_FITS", untilNs: forever });
    const queue = new CallQueue<null>(BOUNDS);
    const kindOf = (key: string, each: CallClass, mayGo: MayGo) =>
      queue.offer(call(key, each, forever), 0, mayGo).kind;
    expect(kindOf("query", "QUERY", unknown)).toBe("WAITS");
    expect(kindOf("cancel", "CANCEL", unknown)).toBe("WAITS");
    expect(kindOf("reduce", "REDUCE", unknown)).toBe("REFUSED");
    expect(kindOf("new", "NEW", unknown)).toBe("REFUSED");
    expect(kindOf("large", "QUERY", never)).toBe("REFUSED");
  });

  test(`loses no call, keeps each bound, and sends none too late or out of turn (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let run = 0; run < 100; run += 1) {
      const queue = new CallQueue<null>(BOUNDS);
      const model = new Map<string, QueuedCall<null>>();
      for (let now = 0; now < 300; now += 1) {
        const held = CALL_CLASSES.filter(() => prng.unit() < 0.4);
        const mayGo = until(...held)(now + prng.between(1, 9));
        const offered = call(`${now}`, prng.pick(CALL_CLASSES), now + prng.between(0, 20));
        if (queue.offer(offered, now, mayGo).kind === "WAITS") model.set(offered.key, offered);
        const turn = queue.next(now, mayGo);
        for (const { key, validUntilNs } of turn.late) {
          expect([model.delete(key), validUntilNs < now]).toEqual([true, true]);
        }
        expect(turn.go?.key).toBe(firstOf(model, held)?.key);
        model.delete(turn.go?.key ?? "");
        const counts = CALL_CLASSES.map((each) => queue.count(each));
        expect(counts).toEqual(CALL_CLASSES.map((each) => countOf(model, each)));
        expect(CALL_CLASSES.every((each) => queue.count(each) <= BOUNDS[each])).toBe(true);
      }
    }
  });
});
