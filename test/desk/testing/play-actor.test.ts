/** Any actor under the test kit: its real cell and loop, and each probe of it. */
import { describe, expect, test } from "bun:test";
import { types } from "node:util";
import { playActor } from "outcry/testing";
import { counter, Gauge, Ping, Pong } from "./played-kit.ts";

const READS = { reads: { feed: "feed" } } as const;
const say = (n: number) => ({ n, how: "SAY" }) as const;

describe("playActor", () => {
  test("what is said to it is handled when send returns, and what it says is heard", async () => {
    const actor = await playActor(counter, READS);
    actor.send(Ping, say(1));
    expect(actor.said()).toEqual([
      { type: "played-pong", body: { n: 1, by: "feed" }, sequence: expect.any(Number), atMs: 0 },
    ]);
    expect(actor.said(Pong)).toEqual([{ n: 1, by: "feed" }]);
  });

  test("who says it is a peer by name, and is told to the handler", async () => {
    const actor = await playActor(counter, { reads: { one: "feed", two: "risk" } });
    actor.send(Ping, say(1), { from: "two" });
    actor.send(Ping, say(2), { from: "one" });
    expect(actor.said(Pong).map(({ by }) => by)).toEqual(["two", "one"]);
  });

  test("it settles behind each send, and once behind all that comes together", async () => {
    const actor = await playActor(counter, READS);
    const settled = () => actor.logs.filter(({ level }) => level === "debug").length;
    actor.forget();
    actor.send(Ping, say(1));
    actor.send(Ping, say(2));
    expect(settled()).toBe(2);
    actor.forget();
    actor.together(() => {
      actor.send(Ping, say(3));
      actor.together(() => actor.show(Gauge, 0, { value: 5 }));
      actor.send(Ping, say(4));
      expect(actor.said()).toEqual([]);
    });
    expect(settled()).toBe(1);
    expect(actor.logs.at(-1)?.fields).toMatchObject({ gauge: 5, pings: 4 });
  });

  test("orders are handled before market data, as the loop has it", async () => {
    const actor = await playActor(counter, { reads: { feed: "feed", risk: "risk" } });
    actor.together(() => {
      actor.send(Ping, say(1), { from: "feed" });
      actor.send(Ping, say(2), { from: "risk" });
    });
    expect(actor.said(Pong).map(({ n }) => n)).toEqual([2, 1]);
  });

  test("a board that it watches wakes it, and the board that it writes is read by name", async () => {
    const actor = await playActor(counter, READS);
    actor.show(Gauge, 0, { value: 3 });
    expect(actor.logs.at(-1)?.fields).toMatchObject({ gauge: 3 });
    expect(actor.board("tally", 0)).toBeNull();
    actor.send(Ping, say(1));
    expect(actor.board("tally", 0)).toEqual({ pings: 1 });
  });

  test("timers and periods are exact, and nothing happens before time passes", async () => {
    const actor = await playActor(counter, READS);
    actor.advance("49ms");
    expect(actor.said()).toEqual([]);
    actor.advance(1);
    expect(actor.said(Pong)).toEqual([{ n: -1, by: "after" }]);
    actor.advance("250ms");
    expect(actor.said().map(({ atMs }) => atMs)).toEqual([50, 100, 200, 300]);
    expect(actor.nowMs).toBe(300);
  });

  test("the clock of a handler is the time of the test", async () => {
    const actor = await playActor(counter, READS);
    actor.advance("10ms");
    const before = Number(actor.logs.at(-1)?.text.split(" ").at(-1));
    actor.advance("5ms");
    actor.send(Ping, say(1));
    expect(Number(actor.logs.at(-1)?.text.split(" ").at(-1)) - before).toBe(15);
  });

  test("the same seed gives the same numbers, and another one gives others", async () => {
    const run = async (seed: number) => {
      const actor = await playActor(counter, { ...READS, seed });
      actor.advance("1s");
      await actor.restart();
      actor.advance("1s");
      return actor.said();
    };
    expect(await run(3)).toEqual(await run(3));
    expect(await run(3)).not.toEqual(await run(4));
  });

  test("logs and counters are read as they are, of all its lives", async () => {
    const actor = await playActor(counter, READS);
    expect(actor.counters["played:pings"]).toBe(0);
    actor.send(Ping, { n: 7, how: "LOG" });
    expect(actor.logs).toContainEqual({ level: "warn", text: "pinged", fields: { n: 7 } });
    await actor.restart();
    actor.send(Ping, say(1));
    expect(actor.counters["played:pings"]).toBe(2);
  });

  test("it answers as it would the command line", async () => {
    const actor = await playActor(counter, { ...READS, args: { step: 3 } });
    actor.send(Ping, say(1));
    expect(await actor.ask("pings")).toEqual({ pings: 3 });
  });

  test("a peer goes down and comes up as another life", async () => {
    const actor = await playActor(counter, READS);
    actor.down("feed");
    expect(actor.logs.at(-1)?.fields).toMatchObject({ ready: false });
    actor.up("feed");
    expect(actor.logs.map(({ text }) => text)).toContain("feed RESTARTED 2");
    expect(actor.logs.at(-1)?.fields).toMatchObject({ ready: true });
  });

  test("what it misses of a peer is told before the next that it hears", async () => {
    const actor = await playActor(counter, READS);
    actor.send(Ping, say(1));
    actor.miss(300);
    actor.miss(5);
    expect(actor.said(Pong)).toHaveLength(1);
    actor.send(Ping, say(2));
    expect(actor.said(Pong).map(({ n }) => n)).toEqual([1, 2]);
    expect(actor.logs.map(({ text }) => text)).toContain("feed lost 305");
  });

  test("a gating reader misses nothing, and says so", async () => {
    const actor = await playActor(counter, { reads: { maker: "strategy" }, kind: "risk" });
    expect(() => actor.miss(1)).toThrow("it is read as a gate");
  });

  test("its sends return false while whoever reads it stands still, and true again", async () => {
    const actor = await playActor(counter, { ...READS, topicBytes: 4_096 });
    actor.stall();
    for (let n = 0; n < 200; n += 1) actor.send(Ping, say(n));
    const said = actor.said(Pong).length;
    expect(said).toBeWithin(10, 150);
    actor.unstall();
    actor.send(Ping, say(999));
    expect(actor.said(Pong).length).toBe(said + 1);
  });

  test("main's words reach it: held, suspended and running again", async () => {
    const actor = await playActor(counter, READS);
    actor.command("HOLD");
    expect(actor.logs.at(-1)?.fields).toMatchObject({ held: true });
    actor.command("SUSPEND");
    actor.send(Ping, say(1));
    expect(actor.said()).toEqual([]);
    actor.command("RUN");
    expect(actor.said(Pong)).toEqual([{ n: 1, by: "feed" }]);
  });
});

describe("the lives of a played actor", () => {
  test("the next life begins from the snapshot of a stop in order", async () => {
    const actor = await playActor(counter, READS);
    actor.send(Ping, say(1));
    actor.send(Ping, say(2));
    expect(actor.kept).toBeNull();
    await actor.restart();
    expect([actor.incarnation, actor.kept]).toEqual([2, { pings: 2 }]);
    actor.send(Ping, say(3));
    expect(actor.board("tally", 0)).toEqual({ pings: 3 });
  });

  test("a kill loses what came behind the last snapshot, and what waits is handled by the next", async () => {
    const actor = await playActor(counter, READS);
    actor.send(Ping, say(1));
    expect(actor.snapshot()).toEqual({ pings: 1 });
    actor.send(Ping, say(2));
    actor.kill();
    expect(actor.end).toEqual({ kind: "KILLED", handler: null, reason: "the test killed it" });
    actor.send(Ping, say(3));
    expect(actor.said(Pong)).toHaveLength(2);
    await actor.restart();
    expect(actor.said(Pong).map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(actor.board("tally", 0)).toEqual({ pings: 2 });
  });

  test("a snapshot is taken by itself once it is due", async () => {
    const actor = await playActor(counter, { ...READS, snapshotEveryMs: 400 });
    actor.send(Ping, say(1));
    actor.advance("300ms");
    expect(actor.kept).toBeNull();
    actor.advance("300ms");
    expect(actor.kept).toEqual({ pings: 1 });
  });

  test("timers of a life that is over never go off", async () => {
    const actor = await playActor(counter, READS);
    actor.kill();
    actor.advance("1s");
    expect(actor.said()).toEqual([]);
  });

  test("a handler that throws is thrown at who made it, with its name and its own error", async () => {
    const actor = await playActor(counter, READS);
    const thrown = () => actor.send(Ping, { n: 1, how: "THROW" });
    expect(thrown).toThrow("sink crashed in on.ping: RangeError: too much");
    expect(actor.end).toEqual({ kind: "CRASHED", handler: "on.ping", reason: "too much" });
    expect(actor.board("tally", 0)).toBeNull();
    await actor.restart();
    // The message that killed it is not delivered again.
    expect([actor.incarnation, actor.end]).toEqual([2, null]);
  });

  test("the tripwire is set while it runs, and not in the test", async () => {
    const actor = await playActor(counter, READS);
    expect(() => actor.send(Ping, { n: 1, how: "CLOCK" })).toThrow(/Cannot call Date.*ctx\.wall/);
    expect(types.isProxy(Date)).toBe(false);
  });

  test("a view that is read behind its handler is poisoned", async () => {
    const actor = await playActor(counter, READS);
    actor.send(Ping, { n: 1, how: "STALE_VIEW" });
    expect(() => actor.advance("100ms")).toThrow(/crashed in every\.100ms: .*handler has returned/);
  });

  test("one that ends itself is over when its farewell is said", async () => {
    const actor = await playActor(counter, READS);
    actor.send(Ping, { n: 1, how: "STOP" });
    expect(await actor.ended).toEqual({ kind: "ENDED", handler: null, reason: "had enough" });
    expect(actor.kept).toEqual({ pings: 1 });
  });

  test("a stop that throws is a crash in stop", async () => {
    const actor = await playActor(counter, { ...READS, args: { failsToStop: true } });
    await expect(actor.stop()).rejects.toThrow("crashed in stop: Error: cannot stop");
  });
});
