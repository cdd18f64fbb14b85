/** Who would understand new code otherwise than the old: pure, by sentences. */
import { describe, expect, test } from "bun:test";
import type { ActorInspection } from "../../../../src/runtime/actor/inspection.ts";
import type { Schema } from "../../../../src/runtime/codec/message-type.ts";
import type { ActorSpec } from "../../../../src/runtime/supervisor/actor-spec.ts";
import { swapRefusalOf } from "../../../../src/runtime/supervisor/swap/swap-refusal.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";

const ledger: ActorSpec = await specOf("ledger", { reads: [reading("ping")] });
const ping = await specOf("ping");
const pong = await specOf("pong", { reads: [reading("ledger")] });
const watcher = await specOf("watcher");

/** `actor` with the version of each message `name` in `place` one higher. */
function newer<Place extends "in" | "out" | "watch">(
  inspection: ActorInspection,
  place: Place,
  name: string,
): ActorInspection {
  const messages = Object.entries(inspection[place]).map(([key, one]) => [
    key,
    one.schema.name === name ? { ...one, schema: raised(one.schema) } : one,
  ]);
  return { ...inspection, [place]: Object.fromEntries(messages) };
}

const raised = (schema: Schema): Schema => ({ ...schema, version: schema.version + 1 });

const refusalOf = (next: ActorInspection, others: readonly ActorSpec[], now = ledger) =>
  swapRefusalOf({ now, next, others });

describe("swapRefusalOf", () => {
  test("has nothing against the same code, or against more messages", () => {
    const { inspection } = ledger;
    expect(refusalOf(inspection, [ping, pong, watcher])).toBeNull();
    const out = { ...inspection.out, ...pong.inspection.out };
    expect(refusalOf({ ...inspection, out }, [ping, pong, watcher])).toBeNull();
  });

  // S-94
  test("names every reader of a version that the new code does not say, and every writer", () => {
    const reader = (name: string): ActorSpec => ({
      ...pong,
      name,
      inspection: { ...pong.inspection, in: ledger.inspection.out },
    });
    const next = newer(newer(ledger.inspection, "out", "kit-entry"), "in", "kit-ball");
    expect(refusalOf(next, [ping, reader("one"), reader("two")])).toBe(
      "one reads kit-entry version 1, and the new ledger says version 2; " +
        "two reads kit-entry version 1, and the new ledger says version 2; " +
        "the new ledger reads kit-ball version 2, and ping says version 1",
    );
    // Who is not wired to it is not concerned.
    const stranger = { ...reader("stranger"), reads: [] };
    const unread = newer(ledger.inspection, "out", "kit-entry");
    expect(refusalOf(unread, [stranger])).toBeNull();
  });

  // S-94
  test("names who watches a board that changes, comes or goes", () => {
    const { inspection } = ledger;
    const { newest } = inspection.boards;
    if (newest === undefined) throw new Error("a ledger has a board");
    const larger = { ...inspection, boards: { newest: { ...newest, slots: 2 } } };
    expect(refusalOf(larger, [watcher])).toBe(
      "board newest changes, which watcher watch: from kit-newest version 1, 1 slots of " +
        `${newest.slotBytes} bytes to kit-newest version 1, 2 slots of ${newest.slotBytes} bytes`,
    );
    expect(refusalOf({ ...inspection, boards: {} }, [ping])).toBe(
      `board newest changes: from kit-newest version 1, 1 slots of ${newest.slotBytes} bytes to none`,
    );
  });

  // S-94
  test("tells what is watched otherwise, and what state would be lost", () => {
    const next = newer(watcher.inspection, "watch", "kit-newest");
    expect(refusalOf(next, [], watcher)).toMatch(
      /^the new watcher watches \w+ as kit-newest version 2, and is wired to \w+ as kit-newest version 1$/,
    );
    const { inspection } = ledger;
    const { keep } = inspection;
    if (keep === null) throw new Error("a ledger keeps pages");
    const other = { ...inspection, keep: { ...keep, schema: raised(keep.schema) } };
    expect(refusalOf(other, [])).toBe(
      "ledger keeps kit-pages version 1, and the new one keeps kit-pages version 2: its state would be lost",
    );
    expect(refusalOf({ ...inspection, keep: null }, [])).toBe(
      "ledger keeps kit-pages version 1, and the new one keeps nothing: its state would be lost",
    );
  });
});
