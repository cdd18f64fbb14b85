/** The journal alone, on a modelled disk and a clock in hand: what it shows as durable, and when. */
import { describe, expect, test } from "bun:test";
import journal from "../../actors/journal.ts";
import { ModelDisk } from "../runtime/journal/kit/model-disk.ts";
import { ActorWorld, PlayedActor } from "./actor-kit.ts";
import { FACTS } from "./desk-kit.ts";

const ARGS = {
  segmentMiB: 1,
  ballastMiB: 1,
  snapshotMiB: 64,
  retiredMiB: 1,
  groupMs: 2,
  asyncMs: 50,
};
const RISK = 1;
const APPROVED = 40;
const BEAT = 41;
/** Sixteen of it fill a segment. */
const BIG_BYTES = 65_000;

function play() {
  const world = new ActorWorld({ name: "journal", number: 9, kind: "journal", facts: FACTS });
  const type = (number: number, name: string) => ({ number, name, version: 1, fields: [] });
  world.types = [type(APPROVED, "approved"), type(BEAT, "beat")];
  Object.assign((world.ctx as { readonly io: object }).io, { storage: () => new ModelDisk() });
  const actor = new PlayedActor(journal, world, ARGS);
  actor.handle("peer", { name: "risk", kind: "risk", number: RISK, incarnation: 1 });
  let sequence = 0;
  /** The next record of risk. */
  const record = (of: number, payloadBytes: number) => {
    sequence += 1;
    const data = new DataView(new ArrayBuffer(payloadBytes));
    const head = { type: of, version: 1, sequence, committedAt: world.nowNs };
    actor.record({ ...head, data, offset: 0, payloadBytes }, "risk");
    return sequence;
  };
  const durable = () => Number(world.on("durable", RISK)?.sequence ?? 0);
  const syncs = () => world.counters["journal:syncs"] ?? 0;
  return { world, actor, record, durable, syncs };
}

describe("journal", () => {
  test("an approval is durable at the end of the turn, and not before", () => {
    const { actor, record, durable, syncs } = play();
    const approved = record(APPROVED, 100);
    expect(durable()).toBe(0);
    actor.settle();
    expect(durable()).toBe(approved);
    expect(syncs()).toBe(1);
  });

  test("what nobody waits for has its sync after 50 ms", () => {
    const { world, actor, record, durable } = play();
    const beat = record(BEAT, 100);
    actor.settle();
    expect(durable()).toBe(0);
    world.nowNs += 49e6;
    actor.settle();
    expect(durable()).toBe(0);
    world.nowNs += 1e6;
    actor.settle();
    expect(durable()).toBe(beat);
  });

  test("an approval that the end of a segment made durable is shown in its own turn", () => {
    const { actor, record, durable } = play();
    let ended = 0;
    for (let turn = 0; turn < 40; turn += 1) {
      const approved = record(APPROVED, 100);
      const beat = record(BEAT, BIG_BYTES);
      actor.settle();
      expect(durable()).toBeGreaterThanOrEqual(approved);
      // The beat began the next segment, behind the sync of what had waited, and waits itself.
      if (durable() < beat) ended += 1;
    }
    expect(ended).toBeGreaterThanOrEqual(2);
  });
});
