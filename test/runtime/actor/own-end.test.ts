/** An actor that asks for its own end: what it still says, and what reaches it no more. */
import { describe, expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { BadReturn, Declined } from "../../../src/runtime/actor/start-failure.ts";
import { Ball, Echo, Notice } from "../../kit/message.ts";
import { sayBalls } from "./kit/balls.ts";
import { CellKit, type KitCell } from "./kit/cell-kit.ts";

const all = [Ball, Echo, Notice] as never;

/** Echoes balls; asks for its end at the ball 3, and says so in `settle` if it still can. */
const closer = defineActor({
  in: { ball: Ball },
  out: { echo: Echo, notice: Notice },
  start: () => ({ settled: 0 }),
  on: {
    ball(_state, { number }, ctx) {
      if (number === 3) ctx.stop("three");
      ctx.send.echo({ number, from: ctx.from });
      if (number === 3) ctx.stop("three again");
    },
  },
  settle(_state, ctx) {
    ctx.send.notice({ text: "settled" });
  },
  every: {
    "1s": (_state, _ctx) => {
      throw new Error("a timer of one that ended");
    },
  },
});

function reasonsOf({ cell }: KitCell): string[] {
  const reasons: string[] = [];
  cell.onStop = (reason) => reasons.push(reason);
  return reasons;
}

const echoesOf = (cell: KitCell) => cell.said().map(({ type, body }) => [type, body]);

describe("ctx.stop", () => {
  // S-34
  test("what its handler says is published, and nothing more is handled", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const wire = feed.wire();
    const cell = await kit.run(closer, { reads: [wire] });
    cell.said();
    const reasons = reasonsOf(cell);
    sayBalls(feed, 5);
    kit.loop.turn();
    cell.timers.fire();
    expect(echoesOf(cell)).toEqual([1, 2, 3].map((number) => ["kit-echo", { number, from: "f" }]));
    // The first reason is the reason, and it is told once.
    kit.loop.turn();
    expect(reasons).toEqual(["three"]);
    expect(kit.crashes).toEqual([]);

    // What it did not handle waits for its next life.
    const next = await kit.build(closer, { reads: [{ ...wire, incarnation: 1 }] });
    next.cell.drain();
    expect(echoesOf(next).map(([, body]) => body)).toContainEqual({ number: 4, from: "f" });
  });

  test("a handler that throws after it has crashed", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const thrower = defineActor({
      in: { ball: Ball },
      out: { echo: Echo },
      start: () => ({}),
      on: {
        ball(_state, { number }, ctx) {
          ctx.send.echo({ number, from: ctx.from });
          ctx.stop("over");
          throw new RangeError("not over");
        },
      },
    });
    const cell = await kit.run(thrower, { reads: [feed.wire()] });
    const reasons = reasonsOf(cell);
    sayBalls(feed, 1);
    kit.loop.turn();
    expect(kit.crashes).toHaveLength(1);
    expect(reasons).toEqual([]);
    expect(cell.said()).toEqual([]);
  });

  test("in `open` it ends before the first record, and hears of no peer", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    sayBalls(feed, 1);
    const opener = defineActor({
      in: { ball: Ball },
      out: { echo: Echo },
      start: () => ({}),
      open: (_state, ctx) => ctx.stop("nothing to do"),
      on: { ball: (_state, { number }, ctx) => void ctx.send.echo({ number, from: ctx.from }) },
    });
    const cell = await kit.build(opener, { reads: [feed.wire()] });
    const reasons = reasonsOf(cell);
    cell.cell.open();
    kit.loop.add(cell.cell);
    kit.loop.turn();
    expect(reasons).toEqual(["nothing to do"]);
    expect(cell.said()).toEqual([]);
  });

  test("in `settle` it ends after that turn, also with more in the mailbox", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const settler = defineActor({
      in: { ball: Ball },
      out: { echo: Echo },
      start: () => ({ balls: 0 }),
      on: {
        ball(state, { number }, ctx) {
          state.balls += 1;
          ctx.send.echo({ number, from: ctx.from });
        },
      },
      settle(state, ctx) {
        if (state.balls > 0) ctx.stop("settled");
      },
    });
    const cell = await kit.run(settler, { reads: [feed.wire()] });
    const reasons = reasonsOf(cell);
    sayBalls(feed, 1);
    kit.loop.turn();
    sayBalls(feed, 1, 2);
    kit.loop.turn();
    expect(reasons).toEqual(["settled"]);
    expect(echoesOf(cell)).toHaveLength(1);
  });

  test("an actor that is suspended ends all the same, by what its settings made it ask", async () => {
    const kit = new CellKit(all);
    const cell = await kit.run(closer);
    const reasons = reasonsOf(cell);
    cell.cell.block.command = "SUSPEND";
    kit.loop.command(() => cell.cell.runCompletion((_state, ctx) => ctx.stop("no use")));
    expect(reasons).toEqual(["no use"]);
  });
});

describe("a start", () => {
  const starting = (start: () => unknown) =>
    new CellKit(all).build({ in: {}, out: {}, start, on: {} });

  // T-05, S-36
  test.each([
    ["nothing", () => undefined, "undefined"],
    ["a promise of nothing", async () => undefined, "undefined"],
    ["a function", () => () => ({}), "function"],
    ["a symbol", () => Symbol("state"), "symbol"],
  ])("that returns %s returns no state", async (_, start, type) => {
    const refused = starting(start);
    await expect(refused).rejects.toBeInstanceOf(BadReturn);
    await expect(refused).rejects.toThrow(`it returned ${type}`);
  });

  test.each([
    ["null", () => null],
    ["a number", () => 7],
    ["a promise of an object", async () => ({})],
  ])("may return %s", async (_, start) => {
    expect((await starting(start)).cell.state).toEqual(await start());
  });

  // T-03, S-35
  test("that declines runs nothing after it", async () => {
    let ran = false;
    const declining = new CellKit(all).build(
      defineActor({
        in: {},
        out: {},
        start(ctx) {
          if (ctx.self.incarnation === 1) ctx.decline("nothing to trade");
          ran = true;
          return {};
        },
        on: {},
      }),
    );
    await expect(declining).rejects.toBeInstanceOf(Declined);
    await expect(declining).rejects.toThrow("nothing to trade");
    expect(ran).toBe(false);
  });
});
