/** A loop whose actor asks to spin: what it says, what it hears first, and when it parks after all. */
import { describe, expect, test } from "bun:test";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { ringBell } from "../../../src/runtime/ring/doorbell.ts";
import { attachLines, bellIndex } from "../../../src/runtime/ring/lines.ts";
import {
  grantSpinTokens,
  holdsSpinToken,
  setWorkerLives,
} from "../../../src/runtime/ring/spin-tokens.ts";
import { detachReader } from "../../../src/runtime/ring/topic-slots.ts";
import { Ball, Newest } from "../../kit/message.ts";
import { until } from "../../kit/until.ts";
import { immediates, sayBalls } from "./kit/balls.ts";
import { BELL, CellKit } from "./kit/cell-kit.ts";

const all = [Ball, Newest] as never;

type State = { log: string[] };

/** Notes each ball. */
const noting = defineActor({
  in: { ball: Ball },
  out: {},
  start: (): State => ({ log: [] }),
  on: {
    ball(state, { number }) {
      state.log.push(`ball${number}`);
    },
  },
});

function stateOf({ cell }: { readonly cell: { readonly state: unknown } }): State {
  return cell.state as State;
}

describe("ActorCell.peekWork", () => {
  test("says that there is a record, a new life of a writer, or a board that changed", async () => {
    const kit = new CellKit(all);
    const feed = kit.feeder("f");
    const writing = defineActor({
      in: {},
      out: {},
      boards: { newest: Newest },
      start: () => ({}),
      open(_state, ctx) {
        ctx.board.newest.put(0, { number: 1, incarnation: 1 });
      },
      on: {},
    });
    const writer = await kit.build(writing, { name: "writer" });
    const { cell } = await kit.build(
      defineActor({
        in: { ball: Ball },
        out: {},
        watch: { newest: Newest },
        start: () => ({}),
        on: { ball() {} },
      }),
      { reads: [feed.wire("ORDERS")], watch: [kit.watching("newest", writer)] },
    );
    const looks = () => [cell.peekWork(), cell.hasWork()];
    const empty = () => {
      cell.poll(10, 0);
      cell.settle();
    };
    empty();
    expect(looks()).toEqual([false, false]);
    feed.put(Ball, { number: 1 });
    expect(looks()).toEqual([false, false]);
    feed.writer.publish();
    expect(looks()).toEqual([true, true]);
    empty();
    feed.restart(2);
    expect(looks()).toEqual([true, true]);
    empty();
    expect(looks()).toEqual([false, false]);
    writer.cell.open();
    expect(looks()).toEqual([true, true]);
    empty();
    expect(looks()).toEqual([false, false]);
  });
});

/** A loop with one cell that asks to spin, on a clock that moves by a microsecond a look. */
async function spinning(definition: object = noting, tokens = 1) {
  const kit = new CellKit(all);
  const words = attachLines(kit.lines);
  grantSpinTokens(words, { cores: 8, tokens });
  setWorkerLives(words, BELL, true);
  kit.stepNs = 1_000;
  const feed = kit.feeder("f");
  const wire = feed.wire();
  const cell = await kit.run(definition, { reads: [wire], idle: "spin" });
  return { kit, words, feed, wire, cell, isAwake: () => words[bellIndex(BELL)] === 0 };
}

describe("a Loop that spins", () => {
  // S-60
  test("says that it is awake, and hears what is committed without being rung", async () => {
    const { words, feed, cell, isAwake } = await spinning();
    for (let number = 1; number <= 20; number += 1) {
      feed.put(Ball, { number });
      expect(isAwake()).toBe(true);
      feed.writer.publish();
      expect(ringBell(words, BELL)).toBe(false);
      await until(`ball ${number}`, () => stateOf(cell).log.includes(`ball${number}`));
    }
  });

  // rings case 61
  // S-60
  test("does what it is told before the data that waits beside it", async () => {
    const { feed, cell, words, isAwake } = await spinning();
    const { block } = cell.cell;
    await immediates();
    stateOf(cell).log.length = 0;
    sayBalls(feed, 3);
    block.command = "SUSPEND";
    await until("it is suspended", () => block.state === "SUSPENDED");
    await immediates();
    expect(stateOf(cell).log).toEqual([]);
    // S-62
    expect([isAwake(), holdsSpinToken(words, BELL)]).toEqual([false, false]);
    block.command = "RUN";
    ringBell(words, BELL);
    await until("the balls", () => stateOf(cell).log.includes("ball3"));
    expect([isAwake(), holdsSpinToken(words, BELL)]).toEqual([true, true]);
  });

  // rings case 61
  test("completes what was due before the data that waits beside it", async () => {
    const timing = defineActor({
      in: { ball: Ball },
      out: {},
      start: (): State => ({ log: [] }),
      open(_state, ctx) {
        ctx.after(1, (state) => {
          state.log.push("due");
        });
      },
      on: {
        ball(state, { number }) {
          state.log.push(`ball${number}`);
        },
      },
    });
    const { feed, cell } = await spinning(timing);
    sayBalls(feed, 2);
    cell.timers.fire();
    await until("the balls", () => stateOf(cell).log.length === 3);
    expect(stateOf(cell).log).toEqual(["due", "ball1", "ball2"]);
  });

  // rings case 42
  test("parks without a token, and is woken like any other", async () => {
    const { feed, cell, isAwake } = await spinning(noting, 0);
    await until("it sleeps", () => !isAwake());
    feed.say(Ball, { number: 1 });
    await until("the ball", () => stateOf(cell).log.includes("ball1"));
    await until("it sleeps", () => !isAwake());
  });

  test("parks once its only spinner has left it, and gives the token back", async () => {
    const { kit, words, cell, isAwake } = await spinning();
    await kit.run(noting, { name: "parker" });
    expect(holdsSpinToken(words, BELL)).toBe(true);
    kit.loop.remove(cell.cell);
    await until("it sleeps", () => !isAwake());
    expect(holdsSpinToken(words, BELL)).toBe(false);
  });

  test("gives the event loop its turn also when a poll always says that there is news", async () => {
    const { feed, wire, cell } = await spinning();
    await immediates();
    stateOf(cell).log.length = 0;
    // A place that was given up is read no more, and its record stays where it is.
    detachReader(feed.memory, wire.slot);
    sayBalls(feed, 1);
    await immediates();
    expect(stateOf(cell).log).toEqual([]);
  });
});
