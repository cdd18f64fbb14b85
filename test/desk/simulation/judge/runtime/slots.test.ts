/** A place in a topic that nobody reads is accused, and a reader that has none. */
import { describe, expect, test } from "bun:test";
import type { DeskPlan } from "../../../../../src/desk/config/desk-plan.ts";
import { checkSlots } from "../../../../../src/desk/simulation/judge/runtime/slots.ts";
import { allocateTopic } from "../../../../../src/runtime/ring/topic-memory.ts";
import { attachReader, detachReader } from "../../../../../src/runtime/ring/topic-slots.ts";
import { courtAt } from "../judged.ts";

/** `writer` is read by one actor and by the judges. */
function judged(places: number) {
  const topic = allocateTopic({ capacityBytes: 4_096 });
  for (let slot = 0; slot < 3; slot += 1) attachReader(topic, { kind: "EVICT", bellLine: 0 });
  for (let slot = 2; slot >= places; slot -= 1) detachReader(topic, slot);
  const actors = [
    { name: "writer", reads: [] },
    { name: "reader", reads: [{ actor: "writer" }] },
  ] as unknown as DeskPlan["actors"];
  const court = courtAt();
  checkSlots(court, { topicOf: (name) => (name === "writer" ? topic : null) }, { actors });
  return court.violation?.text ?? null;
}

describe("checkSlots", () => {
  test("has nothing against a place for each reader and for the judges", () => {
    expect(judged(2)).toBeNull();
  });

  test.each([1, 3])("accuses %d places where two read", (places) => {
    expect(judged(places)).toBe(`the topic of writer has ${places} places taken: 2 read it`);
  });
});
