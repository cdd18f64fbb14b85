/** What a test does wrong under the test kit is told at once, with what to do instead. */
import { describe, expect, test } from "bun:test";
import { playActor, playStrategy } from "outcry/testing";
import maker from "../../../actors/strategy/market-maker.ts";
import reversion from "../../../actors/strategy/mean-reversion.ts";
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { counter, Gauge, Ping, Tally, Unheard } from "./played-kit.ts";

const READS = { reads: { feed: "feed" } } as const;
const INSTRUMENTS = ["BTC-USDT"] as const;

describe("settings", () => {
  test("all that are wrong are told at once, with the words of a desk's file", async () => {
    const args = { clip: 0.01, bandSigmas: 2 } as object;
    const played = playStrategy(reversion, { args, instruments: INSTRUMENTS });
    await expect(played).rejects.toThrow(
      [
        "Cannot play strategy:",
        "  args.clip: must be exact decimal text: found the number 0.01",
        '    help: write it as text: clip = "0.01"',
        "  args.bandSigma: missing",
        "    help: accepts 0.5 to 10",
        "    help: example: bandSigma = 0.5",
        "  args.bandSigmas: unknown key",
        "    help: did you mean `bandSigma`?",
      ].join("\n"),
    );
  });

  test.each([
    ["a quantity off the grid", { clip: "0.000001", bandSigma: 2 }, "one lot is 0.00001"],
    [
      "a number beyond its bounds",
      { clip: "0.01", bandSigma: 11 },
      "args.bandSigma: must be in range: found 11",
    ],
    [
      "a quantity below its bounds",
      { clip: "0", bandSigma: 2 },
      "args.clip: must be in range: found 0 lots",
    ],
  ])("%s is refused", async (_what, args, why) => {
    await expect(playStrategy(reversion, { args, instruments: INSTRUMENTS })).rejects.toThrow(why);
  });

  test("limits are checked as a file's are", async () => {
    const limits = { position: "0.1", orderRate: 5 } as object;
    const args = { clip: "0.01", bandSigma: 2 };
    const played = playStrategy(reversion, { args, limits, instruments: INSTRUMENTS });
    await expect(played).rejects.toThrow("limits.orderRate: unknown key");
  });

  test("a strategy names its instruments, and a peer a kind that there is", async () => {
    await expect(playStrategy(maker, {})).rejects.toThrow('instruments: ["BTC-USDT"]');
    const reads = { feed: "fed" } as never;
    await expect(playActor(counter, { reads })).rejects.toThrow("did you mean `feed`?");
  });
});

describe("messages", () => {
  test("a type that the actor does not understand is told with those that it does", async () => {
    const actor = await playActor(counter, READS);
    expect(() => actor.send(Unheard, { n: 1 })).toThrow(
      "sink understands no played-unheard v1\n  help: it understands played-ping v1, peer v1, gap v1: see `in` of its definition",
    );
    expect(() => actor.said(Ping)).toThrow("sink says no played-ping v1");
  });

  test("a body that is not whole is told field by field", async () => {
    const actor = await playActor(counter, READS);
    expect(() => actor.send(Ping, { n: 1 } as never)).toThrow(
      'Cannot say played-ping v1: how missing\n  help: how: one of "SAY", "THROW"',
    );
    expect(() => actor.send(Ping, { n: 1, how: "SAY", hwo: 1 } as never)).toThrow(
      "it has no hwo\n  help: did you mean `how`?",
    );
    expect(() => actor.send(Ping, { n: 1, how: "SHOUT" } as never)).toThrow(/Cannot say.*how/);
  });

  test("a peer is named where there are several, and must be one", async () => {
    const actor = await playActor(counter, { reads: { one: "feed", two: "feed" } });
    const body = { n: 1, how: "SAY" } as const;
    expect(() => actor.send(Ping, body)).toThrow('say it: { from: "one" }');
    expect(() => actor.send(Ping, body, { from: "three" })).toThrow("sink reads one, two");
    const alone = await playActor(counter);
    expect(() => alone.send(Ping, body)).toThrow('name its peers: reads: { feed: "feed" }');
  });

  test("a board is one that it watches, or writes, at a key that there is", async () => {
    const actor = await playActor(counter, READS);
    expect(() => actor.show(Tally, 0, { pings: 1 })).toThrow("it watches played-gauge");
    expect(() => actor.show(Gauge, 4, { value: 1 })).toThrow("its keys are 0 to 3");
    expect(() => actor.board("tale" as never, 0)).toThrow("its boards are tally");
  });

  test("a full topic of a peer says that nobody reads it", async () => {
    const actor = await playActor(counter, { reads: { maker: "strategy" }, kind: "risk" });
    actor.kill();
    const flood = () => {
      for (let n = 0; n < 100_000; n += 1) actor.send(Ping, { n, how: "SAY" });
    };
    expect(flood).toThrow("the topic of maker is full");
  });
});

describe("calls", () => {
  test.each(["250", "1d", "-1s", -1, Number.NaN])("%p is no duration", async (duration) => {
    const actor = await playActor(counter, READS);
    expect(() => actor.advance(duration)).toThrow('advance("250ms")');
  });

  test("who is down is asked nothing, and has no snapshot to take", async () => {
    const actor = await playActor(counter, READS);
    actor.kill();
    expect(() => actor.snapshot()).toThrow("await actor.restart()");
    await expect(actor.ask("pings")).rejects.toThrow("await actor.restart()");
    await expect(actor.ask("pongs")).rejects.toThrow("it answers pings");
  });
});

describe("an actor that does not come up", () => {
  const bare = { in: {}, out: {}, on: {} };

  test("throws what its start threw, with the handler's name", async () => {
    const start = () => {
      throw new Error("no luck");
    };
    await expect(playActor(defineActor({ ...bare, start }))).rejects.toThrow(
      "sink crashed in start: Error: no luck",
    );
  });

  test("throws what its open threw", async () => {
    const open = () => {
      throw new Error("no door");
    };
    const played = playActor(defineActor({ ...bare, start: () => ({}), open }));
    await expect(played).rejects.toThrow("sink crashed in open: Error: no door");
  });

  test("says why it declined, and when its start returned what is no state", async () => {
    const declining = defineActor({ ...bare, start: (ctx) => ctx.decline("not on Sundays") });
    await expect(playActor(declining)).rejects.toThrow("declined: not on Sundays");
    const stateless = defineActor({ ...bare, start: () => undefined });
    await expect(playActor(stateless)).rejects.toThrow("start must return the actor's state");
  });
});

describe("what is no crash of the actor", () => {
  test("a test that throws while it serves gets its own error, and the actor lives", async () => {
    const url = "http://127.0.0.1:4000/";
    const asker = defineActor({
      in: {},
      out: {},
      on: {},
      start: () => ({}),
      every: { "1s": (_state, ctx) => void ctx.io.http(new Request(url), () => undefined) },
    });
    const actor = await playActor(asker);
    const request = () => {
      throw new Error("expected otherwise");
    };
    actor.serve({ request }, 4000);
    expect(() => actor.advance("2s")).toThrow("expected otherwise");
    expect(actor.end).toBeNull();
  });

  test("an answer that throws is thrown at who asked", async () => {
    const to = () => {
      throw new Error("do not know");
    };
    const bare = { in: {}, out: {}, on: {}, start: () => ({}) };
    const actor = await playActor(defineActor({ ...bare, answer: { why: { reply: Tally, to } } }));
    await expect(actor.ask("why")).rejects.toThrow("do not know");
    expect(actor.end).toBeNull();
  });

  test("more than a whole ring in one turn is too much for the test, and says so", async () => {
    const shouter = defineActor({
      in: { ping: Ping },
      out: { tally: Tally },
      start: () => ({}),
      on: {
        ping(_state, { n }, ctx) {
          for (let said = 0; said < n; said += 1) ctx.send.tally({ pings: said });
        },
      },
    });
    const actor = await playActor(shouter, { ...READS, topicBytes: 4_096 });
    actor.send(Ping, { n: 10, how: "SAY" });
    expect(actor.said(Tally)).toHaveLength(10);
    expect(() => actor.send(Ping, { n: 1_000, how: "SAY" })).toThrow("a larger `topicBytes`");
  });
});

describe("an actor that takes too long", () => {
  test("to stop has crashed, as one that a desk waits for", async () => {
    const stop = () => new Promise<undefined>(() => {});
    const bare = { in: {}, out: {}, on: {}, start: () => ({}) };
    const actor = await playActor(defineActor({ ...bare, stop }));
    await expect(actor.stop()).rejects.toThrow(
      "crashed in stop: Error: did not stop within 2000 ms",
    );
    expect(actor.end).toMatchObject({ kind: "CRASHED", handler: "stop" });
  });

  test("to start has not come up", async () => {
    const start = () => new Promise<object>(() => {});
    const played = playActor(defineActor({ in: {}, out: {}, on: {}, start }));
    await expect(played).rejects.toThrow("crashed in start: Error: did not start within 5000 ms");
  });
});
