/** What an incarnation is started with: snapshots, periods, logs, seeds. */
import { describe, expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { Log } from "../../../src/runtime/actor/loop-message.ts";
import { definePacked } from "../../../src/runtime/codec/define-packed.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { attachReader } from "../../../src/runtime/ring/topic-slots.ts";
import { Ball, Echo, Tally } from "../../kit/message.ts";
import { CellKit, type KitCell, NO_BELL } from "./kit/cell-kit.ts";

const all = [Ball, Echo] as never;

type Counting = { balls: number };

/** Counts balls, over its lives. */
const counting = defineActor({
  in: { ball: Ball },
  out: { echo: Echo },
  keep: Tally,
  start: ({ kept }): Counting => ({ balls: kept?.balls ?? 0 }),
  on: {
    ball(state) {
      state.balls += 1;
    },
  },
  snapshot: ({ balls }) => ({ balls }),
});

function ballsOf({ cell }: KitCell): number {
  return (cell.state as Counting).balls;
}

/** What the next life of `cell` is started with. */
function nextLifeOf({ start }: KitCell) {
  const { topic, telemetry, snapshot, boards, number, incarnation } = start;
  return { topic, telemetry, snapshot, boards, number, incarnation: incarnation + 1 };
}

describe("buildCell", () => {
  // S-23
  test("a life starts with the snapshot that the last one took when it was due", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const first = await kit.run(counting, { reads: [feed.wire()], snapshotEveryMs: 10 });
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    // Not due yet: a crash now would start from nothing.
    kit.nowNs += 10e6;
    feed.say(Ball, { number: 2 });
    kit.loop.turn();
    feed.say(Ball, { number: 3 });
    kit.loop.turn();
    expect(ballsOf(first)).toBe(3);
    kit.loop.remove(first.cell);
    first.close();
    const next = await kit.run(counting, nextLifeOf(first));
    expect(ballsOf(next)).toBe(2);
  });

  // S-23
  test("the snapshot of an actor that idles comes due by a timer", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const first = await kit.run(counting, { reads: [feed.wire()], snapshotEveryMs: 10 });
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    kit.nowNs += 10e6;
    first.timers.fire();
    kit.loop.remove(first.cell);
    first.close();
    expect(ballsOf(await kit.run(counting, nextLifeOf(first)))).toBe(1);
  });

  test("a snapshot of another version is not used, with a warning", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const first = await kit.run(counting, { reads: [feed.wire()] });
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    first.cell.snapshots.take();
    kit.loop.remove(first.cell);
    first.close();
    const newer = { ...counting, keep: definePacked<Counting>("kit-tally", 2) };
    const next = await kit.run(newer, nextLifeOf(first));
    expect(ballsOf(next)).toBe(0);
    expect(next.said().map(({ type, body }) => [type, (body as { level: string }).level])).toEqual([
      ["log", "warn"],
    ]);
  });

  test("a snapshot that does not fit its slot leaves the last one, with a warning", async () => {
    const kit = new CellKit(all);
    const big = definePacked<{ text: string }>("big", 1);
    const growing = defineActor({
      in: {},
      out: {},
      keep: big,
      start: ({ kept }) => ({ text: kept?.text ?? "" }),
      on: {},
      snapshot: ({ text }) => ({ text }),
    });
    const first = await kit.run(growing);
    const state = first.cell.state as { text: string };
    state.text = "small";
    first.cell.snapshots.take();
    state.text = "x".repeat(1 << 17);
    first.cell.snapshots.take();
    expect(first.said()).toMatchObject([{ type: "log", body: { level: "warn" } }]);
    kit.loop.remove(first.cell);
    first.close();
    const next = await kit.run(growing, nextLifeOf(first));
    expect((next.cell.state as { text: string }).text).toBe("small");
  });

  // S-46
  test("a log line is dropped and counted when a gating reader leaves half a ring", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const chatty = defineActor({
      in: { ball: Ball },
      out: { echo: Echo },
      start: () => ({ sent: [] as boolean[] }),
      on: {
        ball(state, { number }, ctx) {
          state.sent.push(ctx.send.echo({ number, from: "" }));
          ctx.log("info", "half");
        },
      },
    });
    const cell = await kit.run(chatty, { reads: [feed.wire()], topicBytes: 2_048 });
    const slot = attachReader(cell.start.topic, { kind: "GATE", bellLine: NO_BELL });
    const slow = new TopicReader(cell.start.topic, slot);
    for (let number = 1; number <= 100; number += 1) feed.say(Ball, { number });
    kit.loop.turn();
    const logs = () => cell.counters()["dropped:log"] ?? 0;
    const { sent } = cell.cell.state as { sent: boolean[] };
    const said = cell.said().map(({ type }) => type);
    expect(said.filter((type) => type === "log")).toHaveLength(100 - logs());
    // Other messages go on where log lines gave way, up to the whole ring.
    expect(said.length - said.lastIndexOf("log")).toBeGreaterThan(10);
    // S-41
    expect(sent.at(-1)).toBe(false);
    while (slow.next()) slow.release();
    const dropped = logs();
    feed.say(Ball, { number: 101 });
    kit.loop.turn();
    expect(logs()).toBe(dropped);
    expect(sent.at(-1)).toBe(true);
  });

  test("a log line larger than any message is dropped and counted, and ends nobody", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const shouting = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({}),
      on: {
        ball(_state, _ball, ctx) {
          ctx.log("error", "a".repeat(10_000));
        },
      },
    });
    const cell = await kit.run(shouting, { reads: [feed.wire()], topicBytes: 4_096 });
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    expect(kit.crashes).toEqual([]);
    expect(cell.counters()["dropped:log"]).toBe(1);
    expect(Log.name).toBe("log");
  });

  test("a period runs its handler, once each time it goes off", async () => {
    const kit = new CellKit(all);
    const ticking = defineActor({
      in: {},
      out: { echo: Echo },
      start: () => ({ ticks: 0 }),
      on: {},
      every: {
        "250ms": (state, ctx) => {
          state.ticks += 1;
          ctx.send.echo({ number: state.ticks, from: ctx.from });
        },
      },
    });
    const cell = await kit.run(ticking);
    expect(cell.timers.periods.map(({ ms }) => ms)).toEqual([250]);
    cell.timers.fire(250);
    cell.timers.fire(250);
    expect(cell.said().map(({ body }) => body)).toEqual([
      { number: 1, from: "cell" },
      { number: 2, from: "cell" },
    ]);
  });

  test("random numbers are those of the seed", async () => {
    const kit = new CellKit(all);
    const rolled: number[] = [];
    const rolling = defineActor({
      in: {},
      out: {},
      start: () => ({}),
      open(_state, ctx) {
        rolled.push(ctx.random.unit());
      },
      on: {},
    });
    for (const seed of [7, 7, 8]) await kit.run(rolling, { seed });
    expect(rolled[0]).toBe(rolled[1] ?? Number.NaN);
    expect(rolled[0]).not.toBe(rolled[2] ?? Number.NaN);
  });

  test("a board that main did not make ends the start", async () => {
    const kit = new CellKit(all);
    const boards = defineActor({
      in: {},
      out: {},
      boards: { tally: Tally },
      start: () => ({}),
      on: {},
    });
    expect(kit.build(boards, { boards: {} })).rejects.toThrow("no board tally");
  });
});
