/** One incarnation on one thread: what holds around every call of a handler. */
import { describe, expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { Gap, Peer } from "../../../src/runtime/actor/loop-message.ts";
import { Source } from "../../../src/runtime/actor/source.ts";
import type { View } from "../../../src/runtime/codec/message-type.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import {
  DELIVERED_FROM_STATE,
  RELEASED_FROM_STATE,
  stateIndex,
} from "../../../src/runtime/ring/topic-layout.ts";
import { Ball, Bye, Echo, Newest, Notice } from "../../kit/message.ts";
import { CellKit } from "./kit/cell-kit.ts";

type BallBody = { number: number };

const all = [Ball, Bye, Echo, Newest, Notice] as never;

/** What one slot says of its reader, in shared memory. */
function positionsOf(topic: SharedArrayBuffer, slot: number) {
  const words = new Int32Array(topic);
  const delivered = words[stateIndex(slot) + DELIVERED_FROM_STATE] ?? -1;
  const released = words[stateIndex(slot) + RELEASED_FROM_STATE] ?? -1;
  return { delivered, released };
}

function newestOn(memory: SharedArrayBuffer | undefined): number | null {
  if (memory === undefined) return null;
  const data = new DataView(new ArrayBuffer(Newest.slotBytes));
  const bytes = new BoardReader(memory).read(0, data);
  if (bytes < 0) return null;
  const view = Newest.codec.createView();
  view.bind(data, 0, bytes);
  return view.number;
}

/** Echoes balls and throws at 13; tells of what the loop says. */
const echo = defineActor({
  in: { ball: Ball, peer: Peer, gap: Gap },
  out: { echo: Echo, notice: Notice },
  boards: { newest: Newest },
  start: () => ({ seen: [] as string[] }),
  on: {
    ball(state, { number }, ctx) {
      state.seen.push(`ball ${number} of ${ctx.from} at ${ctx.sequence}`);
      ctx.send.echo({ number, from: ctx.from });
      ctx.board.newest.put(0, { number, incarnation: ctx.self.incarnation });
      if (number === 13) throw new RangeError("thirteen");
    },
    peer(state, { name, state: what, incarnation }) {
      state.seen.push(`${name} ${what} ${incarnation}`);
    },
    gap(state, { from, missed }) {
      state.seen.push(`gap ${missed} of ${from}`);
    },
  },
});

type EchoState = { seen: string[] };

describe("ActorCell", () => {
  // S-10
  test("delivered is behind a record before its handler runs, released after it returned", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const wire = feed.wire();
    const during: unknown[] = [];
    const watcher = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({}),
      on: {
        ball() {
          during.push(positionsOf(feed.memory, wire.slot));
        },
      },
    });
    await kit.run(watcher, { reads: [wire] });
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    const bytes = 24 + Math.ceil(Ball.codec.sizeOf({ number: 1 }) / 8) * 8;
    expect(during).toEqual([{ delivered: bytes, released: 0 }]);
    expect(positionsOf(feed.memory, wire.slot)).toEqual({ delivered: bytes, released: bytes });
  });

  // S-3
  test("a handler that throws publishes nothing, on its topic and its boards, and is over", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const cell = await kit.run(echo, { reads: [feed.wire()] });
    feed.put(Ball, { number: 1 });
    feed.put(Ball, { number: 13 });
    feed.put(Ball, { number: 14 });
    feed.writer.publish();
    kit.loop.turn();
    kit.loop.turn();
    expect(cell.said()).toEqual([{ type: "kit-echo", body: { number: 1, from: "feed" } }]);
    expect(newestOn(cell.start.boards.newest)).toBe(1);
    expect(kit.crashes.map(({ error }) => String(error))).toEqual(["RangeError: thirteen"]);
    expect(cell.cell.block.handler).toBeGreaterThanOrEqual(0);
    expect((cell.cell.state as EchoState).seen.at(-1)).toBe("ball 13 of feed at 2");
  });

  // S-10
  test("the next life goes on behind the record that killed the last one", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const wire = feed.wire();
    const first = await kit.run(echo, { reads: [wire] });
    for (const number of [13, 14]) feed.say(Ball, { number });
    kit.loop.turn();
    expect(kit.crashes).toHaveLength(1);
    first.close();
    const { topic, telemetry, snapshot, boards, number } = first.start;
    const memory = { topic, telemetry, snapshot, boards, number };
    const next = await kit.run(echo, { ...memory, reads: [wire], incarnation: 2 });
    const { seen } = next.cell.state as EchoState;
    expect(seen).toEqual(["feed ATTACHED 1", "ball 14 of feed at 2"]);
    expect(next.said()).toEqual([{ type: "kit-echo", body: { number: 14, from: "feed" } }]);
  });

  // S-24
  test("a peer is introduced before its first record, and again when its writer is another", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const wire = feed.wire();
    feed.say(Ball, { number: 1 });
    const cell = await kit.run(echo, { reads: [wire] });
    feed.say(Ball, { number: 2 });
    feed.restart(2);
    feed.say(Ball, { number: 3 });
    kit.loop.turn();
    expect((cell.cell.state as EchoState).seen).toEqual([
      "feed ATTACHED 1",
      "ball 1 of feed at 1",
      "ball 2 of feed at 2",
      "feed RESTARTED 2",
      "ball 3 of feed at 3",
    ]);
  });

  test("a writer that comes back and says nothing is told of as well", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const cell = await kit.run(echo, { reads: [feed.wire()] });
    feed.restart(2);
    expect(cell.cell.hasBacklog()).toBe(true);
    kit.loop.turn();
    expect((cell.cell.state as EchoState).seen).toEqual(["feed ATTACHED 1", "feed RESTARTED 2"]);
    expect(cell.cell.hasBacklog()).toBe(false);
  });

  test("an actor that is detached is told of, and its records are not read any more", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const cell = await kit.run(echo, { reads: [feed.wire()] });
    kit.loop.command(() => cell.cell.detach("feed"));
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    expect((cell.cell.state as EchoState).seen).toEqual(["feed ATTACHED 1", "feed DETACHED 1"]);
  });

  // S-12
  test("after an eviction the exact number of missed records stands before the next one", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed", 1_024);
    const cell = await kit.run(echo, { reads: [feed.wire("MARKET", "EVICT")] });
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    for (let number = 2; number <= 101; number += 1) feed.say(Ball, { number });
    kit.loop.turn();
    feed.say(Ball, { number: 102 });
    kit.loop.turn();
    const { seen } = cell.cell.state as EchoState;
    expect(seen).toEqual([
      "feed ATTACHED 1",
      "ball 1 of feed at 1",
      "gap 100 of feed",
      "ball 102 of feed at 102",
    ]);
  });

  // S-16
  test("a topic that is attached late is introduced, then its gap, then its first record", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const cell = await kit.run(echo);
    for (let number = 1; number <= 7; number += 1) feed.say(Ball, { number });
    const source = Source.inRing(feed.wire(), "DELIVERED");
    kit.loop.command(() => cell.cell.attach(source));
    feed.say(Ball, { number: 8 });
    kit.loop.turn();
    expect((cell.cell.state as EchoState).seen).toEqual([
      "feed ATTACHED 1",
      "gap 7 of feed",
      "ball 8 of feed at 8",
    ]);
  });

  // S-15
  test("a view that a handler kept throws after it returned, and a copy does not", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const kept: { view?: View<BallBody>; copy?: BallBody } = {};
    const keeper = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({}),
      on: {
        ball(_state, ball) {
          kept.view = ball;
          kept.copy = ball.copy();
        },
      },
    });
    await kit.run(keeper, { reads: [feed.wire()] });
    feed.say(Ball, { number: 4 });
    kit.loop.turn();
    expect(kept.copy?.number).toBe(4);
    expect(() => kept.view?.number).toThrow("its handler has returned");
  });

  // S-8
  test("the clock stands still in a handler, and has gone on in the next", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const readings: number[][] = [];
    const clocked = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({}),
      on: {
        ball(_state, _ball, ctx) {
          readings.push([ctx.now(), ctx.now()]);
        },
      },
      settle(_state, ctx) {
        readings.push([ctx.now(), ctx.now()]);
      },
    });
    await kit.run(clocked, { reads: [feed.wire()] });
    readings.length = 0;
    kit.stepNs = 1;
    feed.put(Ball, { number: 1 });
    feed.put(Ball, { number: 2 });
    feed.writer.publish();
    kit.loop.turn();
    expect(readings).toHaveLength(3);
    for (const [first, second] of readings) expect(second).toBe(first ?? Number.NaN);
    const times = readings.map(([first]) => first ?? 0);
    expect(times[1]).toBeGreaterThan(times[0] ?? 0);
    expect(times[2]).toBeGreaterThan(times[1] ?? 0);
  });

  // S-25
  test("completions and timers of a life that ended are dropped, and counted", async () => {
    const kit = new CellKit(all);
    const ended: string[] = [];
    const waiting = defineActor({
      in: {},
      out: {},
      start: () => ({}),
      open(_state, ctx) {
        ctx.after(1, () => {
          ended.push("after");
        });
        ctx.io.http(new Request("http://127.0.0.1/"), () => {
          ended.push("http");
        });
      },
      on: {},
    });
    const cell = await kit.run(waiting);
    const [request] = cell.io.requests;
    cell.timers.fire();
    cell.io.complete(() => request?.then({} as never));
    expect(ended).toEqual(["after", "http"]);
    cell.close();
    cell.timers.fire();
    cell.io.complete(() => request?.then({} as never));
    expect(cell.cell.hasBacklog()).toBe(false);
    kit.loop.turn();
    expect(ended).toEqual(["after", "http"]);
    // The answer came too late; the timer was gone with its life.
    expect(cell.cell.block.lateCompletions).toBe(1);
  });

  // S-17
  test("a type that is not in `in` is skipped without a look at its bytes", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const cell = await kit.run(echo, { reads: [feed.wire()] });
    const bye = kit.types.find(({ name }) => name === Bye.name)?.number ?? -1;
    // Bytes that no codec takes.
    const offset = feed.writer.claim(8, bye | (1 << 16));
    feed.writer.data.setFloat64(offset, Number.NaN);
    feed.writer.commit();
    feed.say(Ball, { number: 2 });
    kit.loop.turn();
    expect(kit.crashes).toEqual([]);
    expect((cell.cell.state as EchoState).seen).toEqual(["feed ATTACHED 1", "ball 2 of feed at 2"]);
  });

  // S-4
  test("a board shows a value only after the messages of the same handler", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const during: (number | null)[] = [];
    const boards: { memory?: SharedArrayBuffer } = {};
    const shy = defineActor({
      in: { ball: Ball },
      out: {},
      boards: { newest: Newest },
      start: () => ({}),
      on: {
        ball(_state, { number }, ctx) {
          ctx.board.newest.put(0, { number, incarnation: 1 });
          during.push(newestOn(boards.memory));
        },
      },
    });
    const cell = await kit.run(shy, { reads: [feed.wire()] });
    const { newest } = cell.start.boards;
    if (newest !== undefined) boards.memory = newest;
    feed.say(Ball, { number: 9 });
    kit.loop.turn();
    expect(during).toEqual([null]);
    expect(newestOn(newest)).toBe(9);
  });

  // S-32
  test("a stop handles what was said until now, then says its last words", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const polite = defineActor({
      in: { ball: Ball },
      out: { echo: Echo, bye: Bye },
      start: () => ({}),
      on: {
        ball(_state, { number }, ctx) {
          ctx.send.echo({ number, from: ctx.from });
        },
      },
      async stop(_state, ctx, reason) {
        await Promise.resolve();
        ctx.send.bye({ from: reason });
      },
    });
    const cell = await kit.run(polite, { reads: [feed.wire()] });
    feed.say(Ball, { number: 1 });
    kit.loop.remove(cell.cell);
    kit.loop.command(() => cell.cell.drain());
    feed.say(Ball, { number: 2 });
    await cell.cell.stop("over");
    expect(cell.said().map(({ type }) => type)).toEqual(["kit-echo", "kit-bye"]);
  });

  test("every record of every topic reaches `record`, before its handler", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("feed");
    const seen: string[] = [];
    const recorder = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({}),
      record(_state, record, ctx) {
        const name = ctx.types.find(({ number }) => number === record.type)?.name;
        seen.push(`${name} ${record.sequence} of ${ctx.from}`);
      },
      on: {
        ball() {
          seen.push("handled");
        },
      },
    });
    await kit.run(recorder, { reads: [feed.wire()] });
    feed.say(Bye, { from: "x" });
    feed.say(Ball, { number: 1 });
    kit.loop.turn();
    expect(seen).toEqual(["kit-bye 1 of feed", "kit-ball 2 of feed", "handled"]);
  });
});
