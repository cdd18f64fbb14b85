/** A recorded life that is run again says what it said, whatever it was answered. */
import { describe, expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { Gap, Peer } from "../../../src/runtime/actor/loop-message.ts";
import { Ball, Scrap, Tally } from "../../kit/message.ts";
import { type RecordedCell, RecordingKit } from "./kit/recorded-cell.ts";
import { say, TYPES, Words } from "./kit/words.ts";

const out = { words: Words };
const start = () => ({ count: 0 });

type Live = {
  readonly kit: RecordingKit;
  readonly cell: RecordedCell;
  readonly turn: () => undefined;
};

/** One kind of what an actor may be answered: who asks, and what happens to it. */
type Case = readonly [name: string, definition: object, live: (of: Live) => void | Promise<void>];

const balls = (of: Live, count: number) => {
  const feeder = feeders.get(of.kit);
  for (let number = 1; number <= count; number += 1) feeder?.say(Ball, { number });
  of.turn();
};

const feeders = new WeakMap<RecordingKit, ReturnType<RecordingKit["feeder"]>>();

const CASES: readonly Case[] = [
  [
    "records, the clock and wall time",
    defineActor({
      in: { ball: Ball },
      out,
      start,
      on: {
        ball(state, ball, ctx) {
          state.count += 1;
          if (state.count % 3 === 0) say(ctx, ball.number, ctx.now(), ctx.now(), ctx.wall());
        },
      },
      settle: (state, ctx) => void say(ctx, "settled", state.count, ctx.now(), ctx.publishedAt),
    }),
    (of) => {
      for (let round = 1; round < 20; round += 1) {
        of.kit.kit.nowNs += 12_345 * round;
        balls(of, round % 5);
      }
    },
  ],
  [
    "records of types that it does not understand, between others",
    defineActor({
      in: { ball: Ball },
      out,
      start,
      on: {
        ball: (_state, ball, ctx) => void say(ctx, ctx.sequence, ctx.committedAt, ball.number),
      },
    }),
    (of) => {
      const feeder = feeders.get(of.kit);
      for (let round = 0; round < 10; round += 1) {
        feeder?.say(Scrap, { number: round });
        feeder?.say(Ball, { number: round });
        feeder?.say(Ball, { number: -round });
        of.kit.kit.nowNs += 7;
        of.turn();
      }
    },
  ],
  [
    "every record, of whatever type",
    defineActor({
      in: { ball: Ball },
      out,
      start,
      record: (_state, record, ctx) => void say(ctx, record.type, record.sequence, ctx.wall()),
      on: { ball: (_state, ball, ctx) => void say(ctx, ball.number, ctx.now()) },
    }),
    (of) => {
      feeders.get(of.kit)?.say(Scrap, { number: 1 });
      balls(of, 5);
    },
  ],
  [
    "peers and gaps",
    defineActor({
      in: { peer: Peer, gap: Gap, ball: Ball },
      out,
      start,
      on: {
        peer: (_state, peer, ctx) => void say(ctx, peer.name, peer.state, peer.incarnation),
        gap: (_state, gap, ctx) => void say(ctx, gap.from, gap.missed),
        ball: (_state, ball, ctx) => void say(ctx, ball.number),
      },
    }),
    (of) => {
      balls(of, 2);
      feeders.get(of.kit)?.restart(2);
      balls(of, 2);
      for (let number = 0; number < 4_000; number += 1) {
        feeders.get(of.kit)?.say(Ball, { number });
        of.kit.kept.look();
      }
      of.turn();
      balls(of, 2);
    },
  ],
  [
    "timers, in the order in which they went off",
    defineActor({
      in: {},
      out,
      start,
      open(_state, ctx) {
        for (const ms of [5, 1, 3]) ctx.after(ms, (_later, _nothing, then) => void say(then, ms));
      },
      on: {},
      every: {
        "1s": (state, ctx) => {
          state.count += 1;
          const { count } = state;
          ctx.after(0, (_later, _nothing, then) => void say(then, "after", count, then.now()));
        },
      },
    }),
    (of) => {
      for (const _ of Array.from({ length: 3 })) {
        of.kit.kit.nowNs += 1e6;
        of.cell.timers.fire();
      }
    },
  ],
  [
    "readiness, lag, and what main says",
    defineActor({
      in: { ball: Ball },
      out,
      start,
      on: {
        ball: (_state, _ball, ctx) =>
          void say(
            ctx,
            ctx.ready("cell"),
            ctx.lag("cell"),
            ctx.lag("nobody"),
            ctx.held,
            ctx.mustCancel,
          ),
      },
    }),
    (of) => {
      balls(of, 2);
      of.cell.cell.block.command = "HOLD";
      balls(of, 2);
      of.cell.cell.block.command = "CANCEL";
      balls(of, 1);
      of.cell.cell.block.command = "RUN";
      balls(of, 2);
    },
  ],
  [
    "a full ring: sends that fail, and log lines that are dropped",
    defineActor({
      in: { ball: Ball },
      out,
      start,
      on: {
        ball(state, ball, ctx) {
          state.count += say(ctx, "x".repeat(150), ball.number) ? 1 : 0;
          ctx.log("info", `so far ${state.count}`);
        },
      },
      settle: (state, ctx) => void say(ctx, "sent", state.count),
    }),
    (of) => {
      const slot = of.cell.gate();
      for (let round = 0; round < 6; round += 1) {
        balls(of, 10);
        if (round % 2 === 1) slot.free();
      }
    },
  ],
  [
    "random numbers, its seed and its snapshot",
    defineActor({
      in: { ball: Ball },
      out,
      keep: Tally,
      start: (ctx) => ({ count: ctx.kept?.balls ?? -1 }),
      snapshot: ({ count }) => ({ balls: count }),
      on: {
        ball(state, _ball, ctx) {
          state.count += 1;
          say(ctx, state.count, ctx.random.unit());
        },
      },
    }),
    (of) => balls(of, 4),
  ],
  [
    "new arguments, and the reason of its stop",
    defineActor({
      in: {},
      out,
      start,
      on: {},
      reconfigure: (state, args, ctx) => {
        state.count += 1;
        say(ctx, args);
      },
      async stop(state, ctx, reason) {
        say(ctx, "stopping", reason, ctx.now());
        await Promise.resolve();
        say(ctx, "stopped", state.count, ctx.wall() > 0);
      },
    }),
    async (of) => {
      const { cell, recorder } = of.cell;
      for (const args of [{ clip: 1 }, { clip: 2, deep: { list: [1, 2] } }]) {
        recorder?.onReconfigure(args);
        cell.runCompletion((state, ctx) => cell.definition.reconfigure?.(state, args, ctx));
      }
      await cell.stop("end of the test");
      cell.endTurn();
    },
  ],
  [
    "types that come while it runs",
    defineActor({
      in: { ball: Ball },
      out,
      start,
      on: { ball: (_state, _ball, ctx) => void say(ctx, ctx.types.length) },
    }),
    (of) => {
      balls(of, 1);
      const [first] = of.kit.kit.types;
      if (first !== undefined) {
        of.cell.cell.learn([...of.kit.kit.types, { ...first, number: 900, name: "late" }]);
      }
      balls(of, 1);
    },
  ],
  [
    "an error that a handler throws",
    defineActor({
      in: { ball: Ball },
      out,
      start,
      on: {
        ball(state, ball, ctx) {
          state.count += 1;
          say(ctx, ball.number);
          if (state.count === 3) ctx.fail("the third is too much");
        },
      },
    }),
    (of) => balls(of, 5),
  ],
];

async function live([, definition, run]: Case) {
  const kit = new RecordingKit(TYPES);
  const feeder = kit.feeder("feeder", 1 << 15);
  feeders.set(kit, feeder);
  const options = { reads: [feeder.wire("MARKET", "EVICT")], topicBytes: 1 << 14 };
  const topics = { cell: feeder.memory };
  const cell = await kit.run(definition, { ...options, topics, numbers: { cell: 1 } });
  const turn = () => kit.kit.loop.turn();
  const look = (): undefined => {
    turn();
    kit.kept.look();
  };
  await run({ kit, cell, turn: look });
  cell.cell.endTurn();
  kit.kept.look();
  return { kit, definition };
}

describe("a recorded life", () => {
  test.each(CASES.map((of) => ({ name: of[0], of })))(
    "with $name says the same again",
    async ({ of }) => {
      const { kit, definition } = await live(of);
      const outcome = await kit.replay(definition);
      expect(outcome.end).toEqual({ kind: "EQUAL" });
      expect(outcome.equal).toBeGreaterThan(1);
      expect(outcome).toMatchObject({ unseen: 0, unkept: 0 });
    },
  );
});
