/** What is not as it was recorded is found where it first shows, with the handler and its state. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { deliverySteps } from "../../../src/runtime/delivery/delivery-step.ts";
import { readSegments } from "../../../src/runtime/delivery/read-segments.ts";
import { Ball, Newest, Scrap } from "../../kit/message.ts";
import { RecordingKit } from "./kit/recorded-cell.ts";
import { say, TYPES, Words } from "./kit/words.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const out = { words: Words };
type State = { sum: number };
type Asked = Parameters<typeof say>[0] & { ready(of: string): boolean };

/** Says its sum at every third ball, at each settling and each second. */
const summing = (add: (sum: number, ball: number) => number) =>
  defineActor({
    in: { ball: Ball },
    out,
    start: (): State => ({ sum: 0 }),
    on: {
      ball(state, ball, ctx) {
        state.sum = add(state.sum, ball.number);
        if (ball.number % 3 === 0) say(ctx, "sum", state.sum, ctx.now());
      },
    },
    settle: (state, ctx) => void say(ctx, "settled", state.sum),
    every: { "1s": (state, ctx) => void say(ctx, "second", state.sum, ctx.now()) },
  });

const plain = summing((sum, ball) => sum + ball);

async function record(definition: object, balls: number, segmentsMax?: number) {
  const kit = new RecordingKit(TYPES);
  if (segmentsMax !== undefined) kit.segmentsMax = segmentsMax;
  const feeder = kit.feeder("feeder");
  const cell = await kit.run(definition, { reads: [feeder.wire()] });
  for (let number = 1; number <= balls; number += 1) {
    feeder.say(Ball, { number });
    kit.kit.nowNs += 1_000;
    if (number % 5 === 0) kit.kit.loop.turn();
    if (number % 20 === 0) cell.timers.fire(1_000);
    kit.kept.look();
  }
  kit.kit.loop.turn();
  kit.kept.look();
  return { kit, cell, feeder };
}

describe("a changed definition", () => {
  test("is found at its first other message, with both, the handler, its input and the state before", async () => {
    const { kit } = await record(plain, 30);
    // From the tenth ball on it forgets one.
    const changed = summing((sum, ball) => (ball === 10 ? sum : sum + ball));
    const { end, handlers, state } = await kit.replay(changed);
    expect(end).toMatchObject({
      kind: "DIVERGED",
      difference: {
        kind: "MESSAGE",
        recorded: { type: "kit-words", body: { words: ["settled", 55] } },
        replayed: { type: "kit-words", body: { words: ["settled", 45] } },
      },
    });
    expect(state).toEqual({ sum: 45 });
    const before = await kit.replay(changed, { stop: { kind: "HANDLER", handler: handlers } });
    expect(before.end).toMatchObject({ kind: "STOPPED", at: { handler: "settle", input: null } });
    expect(before.state).toEqual({ sum: 45 });
  });

  test.each([
    {
      name: "says one message more",
      deed: (ctx: Asked) => say(ctx, "five"),
      difference: { kind: "MESSAGE", recorded: "sends 1 messages", replayed: "sends 2 messages" },
    },
    {
      name: "asks for what nobody asked for",
      deed: (ctx: Asked) => ctx.ready("nobody"),
      difference: { kind: "ANSWER", recorded: null, replayed: "asks for READY nobody" },
    },
    {
      name: "throws",
      deed() {
        throw new Error("no");
      },
      difference: { kind: "THROW", recorded: null, replayed: "Error: no" },
    },
  ])("that $name is found in the handler that does", async ({ deed, difference }) => {
    const of = (isChanged: boolean) =>
      defineActor({
        in: { ball: Ball },
        out,
        start: (): State => ({ sum: 0 }),
        on: {
          ball(state, ball, ctx) {
            state.sum += ball.number;
            if (ball.number !== 4) return;
            say(ctx, "four");
            if (isChanged) deed(ctx);
          },
        },
      });
    const { kit } = await record(of(false), 8);
    const { end, handlers } = await kit.replay(of(true));
    expect(end).toMatchObject({ kind: "DIVERGED", difference });
    const at = (await kit.replay(of(true), { stop: { kind: "HANDLER", handler: handlers } })).end;
    const input = { from: "feeder", sequence: 4, type: "kit-ball", body: { number: 4 } };
    expect(at).toMatchObject({ kind: "STOPPED", at: { handler: "on.ball", input } });
  });

  test("that starts no timer is told which one went off", async () => {
    const { kit } = await record(plain, 20);
    const { every: _every, ...without } = plain;
    const { end } = await kit.replay(without);
    expect(end).toMatchObject({
      kind: "DIVERGED",
      difference: { kind: "INPUT", recorded: "timer 0 goes off" },
    });
  });

  test("that catches what the replay throws is found all the same", async () => {
    const of = (isChanged: boolean) =>
      defineActor({
        in: { ball: Ball },
        out,
        start: (): State => ({ sum: 0 }),
        on: {
          ball(_state, ball, ctx) {
            try {
              if (isChanged) ctx.ready("nobody");
            } catch {
              ctx.count("caught");
            }
            say(ctx, ball.number);
          },
        },
      });
    const { kit } = await record(of(false), 3);
    const { end } = await kit.replay(of(true));
    expect(end).toMatchObject({ kind: "DIVERGED", difference: { kind: "ANSWER" } });
  });
});

describe("a record", () => {
  test("from whose message log a message is missing says which, and from where", async () => {
    const { kit } = await record(plain, 30);
    for (const sequence of [12, 13]) kit.kept.forget("feeder", sequence);
    const { end } = await kit.replay(plain);
    expect(end).toEqual({ kind: "MISSING", actor: "feeder", sequence: 12, count: 2 });
  });

  test("whose own messages were not kept compares the others, and counts those", async () => {
    const { kit } = await record(plain, 30);
    for (const sequence of [2, 3]) kit.kept.forget("cell", sequence);
    const { end, unkept, equal } = await kit.replay(plain);
    expect({ end, unkept }).toEqual({ end: { kind: "EQUAL" }, unkept: 2 });
    expect(equal).toBeGreaterThan(10);
  });

  test("of a message that was kept otherwise by one bit is found", async () => {
    const { kit } = await record(plain, 30);
    kit.kept.change("cell", 7, (kept) => {
      const payload = new Uint8Array(kept.payload);
      payload[payload.length - 1] = (payload.at(-1) ?? 0) ^ 1;
      return { ...kept, payload };
    });
    const { end } = await kit.replay(plain);
    expect(end).toMatchObject({ kind: "DIVERGED", difference: { kind: "MESSAGE", sequence: 7 } });
  });

  test("of a life that said more than its log tells is found, unless the log was cut", async () => {
    const { kit } = await record(plain, 30);
    const steps = kit.steps().slice(0, -4);
    const { end } = await kit.replay(plain, { steps });
    expect(end).toMatchObject({
      kind: "DIVERGED",
      difference: { kind: "MESSAGE", replayed: null },
    });
    expect((await kit.replay(plain, { steps, isWhole: false })).end).toEqual({ kind: "EQUAL" });
  });

  test("of a life that was killed before it showed its last messages counts them", async () => {
    const { kit } = await record(plain, 30);
    const whole = await kit.replay(plain);
    const { end, equal, unseen } = await kit.replay(plain, { endSequence: 5 });
    expect({ end, equal, unseen }).toEqual({
      end: { kind: "EQUAL" },
      equal: 4,
      unseen: whole.equal - 4,
    });
  });

  test.each([
    ["throws", "no luck", "Error: no luck"],
    ["declines", null, "Declined: not today"],
  ])("of a start that %s is run again", async (_, message, threw) => {
    const of = (isChanged: boolean) =>
      defineActor({
        in: {},
        out,
        start(ctx): State {
          if (isChanged) return { sum: 0 };
          if (message === null) return ctx.decline("not today");
          throw new Error(message);
        },
        on: {},
      });
    const kit = new RecordingKit(TYPES);
    const started = await kit.run(of(false)).catch((error: Error) => error.message);
    expect(started).toBe(message ?? "not today");
    expect(kit.steps()).toMatchObject([{ taken: { kind: "BEGIN" }, threw }]);
    expect((await kit.replay(of(false))).end).toEqual({ kind: "EQUAL" });
    expect((await kit.replay(of(true))).end).toMatchObject({
      kind: "DIVERGED",
      difference: { kind: "THROW", recorded: threw, replayed: null },
    });
  });

  test("that there was no room for ends, with a warning, and the actor goes on", async () => {
    const { kit, cell, feeder } = await record(plain, 30, 0);
    feeder.say(Ball, { number: 33 });
    kit.kit.loop.turn();
    const said = cell.said();
    expect(said.filter(({ type }) => type === "log")).toEqual([
      {
        type: "log",
        body: {
          level: "warn",
          text: "its delivery log ends here, the actor goes on: ENOSPC: no space left",
          fields: {},
        },
      },
    ]);
    expect(said.filter(({ type }) => type === "kit-words").length).toBeGreaterThan(5);
    expect(cell.counters()["deliveries:halted"]).toBe(1);
    expect(kit.kit.crashes).toEqual([]);
    expect(kit.segments).toEqual([]);
  });

  test("that ran out of room later is replayed as far as it goes", async () => {
    const { kit, cell } = await record(plain, 60_000, 1);
    const { isEnded } = readSegments(kit.segments);
    expect(isEnded).toBe(true);
    const { end, equal } = await kit.replay(plain, { isWhole: false });
    expect(end).toEqual({ kind: "EQUAL" });
    expect(equal).toBeGreaterThan(1_000);
    expect(cell.counters()["deliveries:halted"]).toBe(1);
  });

  test("that is cut at any byte gives whole steps, and those are replayed", async () => {
    const { kit } = await record(plain, 12);
    const { bytes } = readSegments(kit.segments);
    const all = [...deliverySteps(bytes, false)];
    for (let length = 0; length < bytes.length; length += 1) {
      const steps = [...deliverySteps(bytes.subarray(0, length), true)];
      expect(steps).toEqual(all.slice(0, steps.length));
      if (length % 7 !== 0) continue;
      const { end } = await kit.replay(plain, { steps, isWhole: false });
      expect(end).toEqual({ kind: "EQUAL" });
    }
  });

  test(`of anything that may happen to an actor, in any order, is replayed (SEED=${SEED})`, async () => {
    const random = new Prng(SEED);
    for (let round = 0; round < 30; round += 1) await replayAtRandom(random);
  });
});

/** Says a running mixture of all that it was told and answered. */
const mixer = defineActor({
  in: { ball: Ball, scrap: Scrap },
  out,
  boards: { own: Newest },
  watch: { newest: Newest },
  start: (): State => ({ sum: 1 }),
  open(_state, ctx) {
    ctx.io.socket("ws://venue", {
      message(state, frame, then, receivedAt) {
        mix(state, frame.length + receivedAt);
        if (state.sum % 2 === 0) say(then, "frame", state.sum);
      },
      close: () => undefined,
    });
  },
  on: {
    ball(state, ball, ctx) {
      mix(state, ball.number + ctx.sequence);
      if (state.sum % 3 === 0) mix(state, ctx.now());
      if (state.sum % 5 === 0) say(ctx, "ball", ctx.from, state.sum);
      if (state.sum % 7 === 0) {
        ctx.after(1, (later, _nothing, then) => {
          mix(later, then.now());
          say(then, "after", later.sum);
        });
      }
    },
    scrap(state, _scrap, ctx) {
      mix(state, ctx.read.newest(0)?.number ?? -1);
      if (state.sum % 2 === 0) ctx.log("info", `scrap ${state.sum}`);
    },
  },
  settle(state, ctx) {
    mix(state, ctx.held ? 3 : 4);
    ctx.board.own.put(0, { number: state.sum, incarnation: 1 });
    if (state.sum % 2 === 0) say(ctx, "settled", state.sum, ctx.random.unit());
  },
  every: { "1s": (state) => mix(state, 11) },
});

function mix(state: State, by: number): undefined {
  state.sum = ((Math.imul(state.sum, 31) + (by % 1_000_003)) % 1_000_003) | 0;
}

async function replayAtRandom(random: Prng): Promise<undefined> {
  const kit = new RecordingKit(TYPES);
  const feeders = [kit.feeder("one"), kit.feeder("two")];
  const writer = await kit.kit.run(
    defineActor({ in: {}, out: {}, boards: { newest: Newest }, start: () => ({}), on: {} }),
    { name: "writer" },
  );
  const cell = await kit.run(mixer, {
    reads: feeders.map((feeder) => feeder.wire()),
    watch: [kit.kit.watching("newest", { ...writer, start: { ...writer.start } })].map((watch) => ({
      ...watch,
      name: "newest",
    })),
  });
  const [on] = cell.scripted.sockets;
  const deeds: readonly (() => unknown)[] = [
    () => random.pick(feeders)?.say(Ball, { number: Math.floor(random.unit() * 100) }),
    () => random.pick(feeders)?.say(Scrap, { number: 1 }),
    () => kit.kit.loop.turn(),
    () => cell.timers.fire(),
    () => cell.scripted.complete(() => on?.message("x".repeat(random.unit() * 9), kit.kit.nowNs)),
    () =>
      writer.cell.runCompletion((_state, ctx) =>
        ctx.board.newest?.put(0, {
          number: Math.floor(random.unit() * 5),
          incarnation: 1,
        } as never),
      ),
    () => {
      cell.cell.block.command = random.unit() < 0.5 ? "HOLD" : "RUN";
    },
  ];
  for (let step = 0; step < 300; step += 1) {
    kit.kit.nowNs += Math.floor(random.unit() * 1e6);
    random.pick(deeds)?.();
    kit.kept.look();
  }
  kit.kit.loop.turn();
  kit.kept.look();
  const { end, equal } = await kit.replay(mixer);
  expect(end).toEqual({ kind: "EQUAL" });
  expect(equal).toBeGreaterThan(10);
}
