/** An actor that holds what it has handled until it is safe: its next life gets that again. */
import { expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { RELEASED_FROM_STATE, stateIndex } from "../../../src/runtime/ring/topic-layout.ts";
import { Ball } from "../../kit/message.ts";
import { CellKit } from "./kit/cell-kit.ts";

/** Keeps balls two at a time, so an odd one waits. Dies of the thirteenth. */
const keeper = defineActor({
  in: { ball: Ball },
  out: {},
  start: () => ({ seen: [] as number[], kept: 0 }),
  holds: ({ seen, kept }) => kept < seen.length,
  on: {
    ball(state, { number }) {
      if (number === 13) throw new RangeError("thirteen");
      state.seen.push(number);
    },
  },
  settle(state) {
    state.kept = state.seen.length - (state.seen.length % 2);
  },
});

test("what an actor holds is not released, and its next life gets it again", async () => {
  const kit = new CellKit([Ball] as never);
  const feed = kit.feeder("feed");
  const wire = feed.wire();
  const first = await kit.run(keeper, { reads: [wire] });
  const released = () =>
    new Int32Array(feed.memory)[stateIndex(wire.slot) + RELEASED_FROM_STATE] ?? Number.NaN;
  const bytes = 24 + Math.ceil(Ball.codec.sizeOf({ number: 1 }) / 8) * 8;
  const seen: number[] = [];
  for (const number of [1, 2, 3]) {
    feed.say(Ball, { number });
    kit.loop.turn();
    seen.push(released() / bytes);
  }
  expect(seen).toEqual([0, 2, 2]);
  feed.say(Ball, { number: 13 });
  kit.loop.turn();
  expect(kit.crashes).toHaveLength(1);
  first.close();

  const { topic, telemetry, snapshot, boards, number } = first.start;
  const memory = { topic, telemetry, snapshot, boards, number };
  const next = await kit.run(keeper, { ...memory, reads: [wire], incarnation: 2 });
  kit.loop.turn();
  expect((next.cell.state as { seen: number[] }).seen).toEqual([3]);
  // So a message that kills it kills each of its lives.
  expect(kit.crashes).toHaveLength(2);
});
