/** The loop: lanes, bounded turns, settling, parking, and cells that share it. */
import { describe, expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { ringBell } from "../../../src/runtime/ring/doorbell.ts";
import { bellIndex } from "../../../src/runtime/ring/lines.ts";
import { setReaderKind } from "../../../src/runtime/ring/topic-slots.ts";
import { Ball, Echo, Newest, Notice } from "../../kit/message.ts";
import { until } from "../../kit/until.ts";
import { immediates, sayBalls } from "./kit/balls.ts";
import { BELL, CellKit, NO_BELL } from "./kit/cell-kit.ts";

const all = [Ball, Echo, Newest, Notice] as never;

type State = { log: string[]; settled: number };

/** Notes who said each ball, and each settle. */
const noting = defineActor({
  in: { ball: Ball },
  out: {},
  start: (): State => ({ log: [], settled: 0 }),
  on: {
    ball(state, { number }, ctx) {
      state.log.push(`${ctx.from}${number}`);
    },
  },
  settle(state) {
    state.settled += 1;
    state.log.push("settle");
  },
});

function stateOf({ cell }: { readonly cell: { readonly state: unknown } }): State {
  return cell.state as State;
}

describe("Loop", () => {
  // S-6
  test("the orders' lane is empty before market data has its turn", async () => {
    const kit = new CellKit(all);
    const market = kit.feeder("m");
    const orders = kit.feeder("o");
    const cell = await kit.run(noting, { reads: [market.wire("MARKET"), orders.wire("ORDERS")] });
    sayBalls(market, 40);
    sayBalls(orders, 40);
    kit.loop.turn();
    const senders = stateOf(cell)
      .log.filter((entry) => entry !== "settle")
      .map((entry) => entry[0]);
    expect(senders.join("")).toBe("o".repeat(40) + "m".repeat(40));
  });

  test("an order that comes while market data is drained passes the rest of it", async () => {
    const kit = new CellKit(all);
    const market = kit.feeder("m");
    const orders = kit.feeder("o");
    const log: string[] = [];
    const meddling = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({}),
      on: {
        ball(_state, { number }, ctx) {
          log.push(`${ctx.from}${number}`);
          if (ctx.from === "m" && number === 1) orders.say(Ball, { number: 1 });
        },
      },
    });
    await kit.run(meddling, { reads: [market.wire("MARKET"), orders.wire("ORDERS")] });
    sayBalls(market, 100);
    kit.loop.turn();
    expect(log.indexOf("o1")).toBe(32);
  });

  // S-2
  test("topics of one lane take turns, a chunk each", async () => {
    const kit = new CellKit(all);
    const left = kit.feeder("l");
    const right = kit.feeder("r");
    const cell = await kit.run(noting, { reads: [left.wire(), right.wire()] });
    sayBalls(left, 64);
    sayBalls(right, 64);
    kit.loop.turn();
    const senders = stateOf(cell)
      .log.filter((entry) => entry !== "settle")
      .map((entry) => entry[0]);
    const chunk = 32;
    expect(senders.slice(0, chunk)).toEqual(Array(chunk).fill("l"));
    expect(senders.slice(chunk, 2 * chunk)).toEqual(Array(chunk).fill("r"));
    expect(senders.slice(2 * chunk, 3 * chunk)).toEqual(Array(chunk).fill("l"));
  });

  test("one turn handles 256 messages, and the next goes on", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const cell = await kit.run(noting, { reads: [feed.wire()] });
    stateOf(cell).log.length = 0;
    sayBalls(feed, 300);
    kit.loop.turn();
    expect(stateOf(cell).log).toHaveLength(256);
    kit.loop.turn();
    expect(stateOf(cell).log).toHaveLength(301);
    expect(stateOf(cell).log.at(-1)).toBe("settle");
  });

  test("one turn ends after 1 ms, at the end of a chunk", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const slow = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({ balls: 0 }),
      on: {
        ball(state) {
          state.balls += 1;
          kit.nowNs += 20_000;
        },
      },
    });
    const cell = await kit.run(slow, { reads: [feed.wire()] });
    sayBalls(feed, 200);
    kit.loop.turn();
    expect((cell.cell.state as { balls: number }).balls).toBe(64);
  });

  // S-7
  test("settle runs once when the mailbox is empty, and not again without news", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const cell = await kit.run(noting, { reads: [feed.wire()] });
    stateOf(cell).settled = 0;
    sayBalls(feed, 5);
    kit.loop.turn();
    kit.loop.turn();
    kit.loop.turn();
    expect(stateOf(cell).settled).toBe(1);
    expect(stateOf(cell).log.at(-1)).toBe("settle");
  });

  // S-7
  test("under a lasting backlog settle runs after 1,024 messages", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f", 1 << 20);
    const cell = await kit.run(noting, { reads: [feed.wire()] });
    stateOf(cell).log.length = 0;
    sayBalls(feed, 1_100);
    for (let turn = 0; turn < 4; turn += 1) kit.loop.turn();
    const { log } = stateOf(cell);
    expect(log.indexOf("settle")).toBe(1_024);
    kit.loop.turn();
    expect(log.filter((entry) => entry === "settle")).toHaveLength(2);
  });

  // S-7
  test("under a lasting backlog settle runs after 5 ms", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f", 1 << 20);
    const cell = await kit.run(noting, { reads: [feed.wire()] });
    stateOf(cell).log.length = 0;
    sayBalls(feed, 1_000);
    kit.loop.turn();
    expect(stateOf(cell).log).toHaveLength(256);
    kit.nowNs += 5e6;
    kit.loop.turn();
    // The time is over before the turn begins: it handles what it may, then settles.
    expect(stateOf(cell).log.at(-1)).toBe("settle");
    expect(stateOf(cell).log).toHaveLength(513);
  });

  // S-18
  test("a board that changes makes its watcher settle in the same turn", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const writing = defineActor({
      in: { ball: Ball },
      out: {},
      boards: { newest: Newest },
      start: () => ({}),
      on: {
        ball(_state, { number }, ctx) {
          ctx.board.newest.put(0, { number, incarnation: 1 });
        },
      },
    });
    const seen: (number | null)[] = [];
    const watching = defineActor({
      in: {},
      out: {},
      watch: { newest: Newest },
      start: () => ({}),
      on: {},
      settle(_state, ctx) {
        seen.push(ctx.read.newest(0)?.number ?? null);
      },
    });
    const writer = await kit.run(writing, { name: "writer", reads: [feed.wire()] });
    await kit.run(watching, { name: "watcher", watch: [kit.watching("newest", writer)] });
    seen.length = 0;
    feed.say(Ball, { number: 3 });
    kit.loop.turn();
    expect(seen).toEqual([3]);
    kit.loop.turn();
    expect(seen).toEqual([3]);
  });

  // S-19
  test("it parks when there is nothing to do, and a commit wakes it", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const cell = await kit.run(noting, { reads: [feed.wire()] });
    kit.loop.turn();
    const { log } = stateOf(cell);
    log.length = 0;
    for (let number = 1; number <= 50; number += 1) {
      feed.say(Ball, { number });
      await until(`ball ${number}`, () => log.includes(`f${number}`));
    }
    expect(log.filter((entry) => entry !== "settle")).toHaveLength(50);
  });

  // S-19
  test.each([[false], [true]])(
    "who falls asleep in a turn on what was said in it is woken at its end, also when it throws: %p",
    async (throws) => {
      const kit = new CellKit(all);
      const feed = kit.feeder("f");
      const bell = bellIndex(NO_BELL);
      const words = new Int32Array(kit.lines);
      const saying = defineActor({
        in: { ball: Ball },
        out: { ball: Ball },
        start: () => ({}),
        on: {
          ball(_state, { number }, ctx) {
            if (number === 1) ctx.send.ball({ number });
            else if (throws && number === 3) throw new Error("third");
            // The reader of what was said for the first ball looked before it was seen.
            else Atomics.store(words, bell, 1);
          },
        },
      });
      const { said } = await kit.run(saying, { reads: [feed.wire()] });
      sayBalls(feed, 3);
      kit.loop.turn();
      expect(said()).toEqual([{ type: Ball.name, body: { number: 1 } }]);
      expect(kit.crashes).toHaveLength(throws ? 1 : 0);
      expect(words[bell]).toBe(0);
    },
  );

  // rings case 34
  // S-19
  test("what is committed while it settles, when it says that it is awake, is seen before it sleeps", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const settling = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({ balls: 0 }),
      on: {
        ball(state) {
          state.balls += 1;
        },
      },
      settle(state) {
        if (state.balls < 20) feed.say(Ball, { number: state.balls });
      },
    });
    const { cell } = await kit.run(settling, { reads: [feed.wire()] });
    feed.say(Ball, { number: 0 });
    const counted = cell.state as { readonly balls: number };
    await until("all balls", () => counted.balls === 20);
  });

  test("a loop that parks has said so, and turns no more until it is rung", async () => {
    const kit = new CellKit(all);
    await kit.run(noting);
    const bell = () => Atomics.load(new Int32Array(kit.lines), bellIndex(BELL));
    await until("the loop sleeps", () => bell() === 1);
    // Whatever was on its way when it was told to sleep has had its turn.
    await immediates();
    kit.stepNs = 1;
    const { nowNs } = kit;
    await immediates();
    expect(kit.nowNs).toBe(nowNs);
    expect(bell()).toBe(1);
  });

  // S-43
  test("a suspended cell handles nothing, and goes on with what it was not cut off from", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const wire = feed.wire();
    const cell = await kit.run(noting, { reads: [wire] });
    const { block } = cell.cell;
    stateOf(cell).log.length = 0;
    block.command = "SUSPEND";
    kit.loop.turn();
    expect(block.state).toBe("SUSPENDED");
    setReaderKind(feed.memory, wire.slot, "EVICT");
    sayBalls(feed, 3);
    kit.loop.turn();
    expect(stateOf(cell).log).toEqual([]);
    setReaderKind(feed.memory, wire.slot, "GATE");
    block.command = "RUN";
    ringBell(new Int32Array(kit.lines), BELL);
    kit.loop.turn();
    expect(block.state).toBe("READY");
    expect(stateOf(cell).log).toEqual(["f1", "f2", "f3", "settle"]);
  });

  // S-5
  test("a completion that comes in the middle of a command waits until it is over", async () => {
    const kit = new CellKit(all);
    const order: string[] = [];
    const impatient = defineActor({
      in: {},
      out: {},
      start: () => ({}),
      on: {},
    });
    const cell = await kit.run(impatient);
    cell.io.opensAtOnce = true;
    kit.loop.command(() => {
      cell.cell.runCompletion((_state, ctx) => {
        order.push("command begins");
        ctx.io.socket("ws://127.0.0.1/", {
          open() {
            order.push("open");
          },
          message() {},
          close() {},
        });
        order.push("command ends");
      });
    });
    expect(order).toEqual(["command begins", "command ends", "open"]);
  });

  // S-21
  test("a cell that threw is out of the loop, and its neighbour on the thread goes on", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const bad = defineActor({
      in: { ball: Ball },
      out: {},
      start: () => ({}),
      on: {
        ball() {
          throw new RangeError("no");
        },
      },
    });
    await kit.run(bad, { name: "bad", reads: [feed.wire()] });
    const good = await kit.run(noting, { name: "good", reads: [feed.wire()] });
    stateOf(good).log.length = 0;
    sayBalls(feed, 2);
    kit.loop.turn();
    kit.loop.turn();
    expect(kit.crashes).toHaveLength(1);
    expect(stateOf(good).log).toEqual(["f1", "f2", "settle"]);
  });
});
