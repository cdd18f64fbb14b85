/** A simulated thread: its lives and its ends, as those of a real worker. */
import { describe, expect, test } from "bun:test";
import { ControlBlock } from "../../../../src/runtime/actor/control-block.ts";
import { nextSequenceOf } from "../../../../src/runtime/ring/topic-slots.ts";
import { AT, type Begun, MS, ThreadKit } from "./thread-kit.ts";

const blockOf = (kit: ThreadKit, { starts }: Begun, place = 0) =>
  new ControlBlock(kit.cells.lines, starts[place]?.number ?? -1);
const saidBy = ({ starts }: Begun, place = 0) =>
  nextSequenceOf(starts[place]?.topic as SharedArrayBuffer) - 1;

describe("SimulatedThread", () => {
  test("its actors start, are rung by what is said to them, and beat", async () => {
    const kit = new ThreadKit(1);
    const begun = await kit.run("one");
    expect(blockOf(kit, begun).state).toBe("READY");
    kit.say(begun, 1);
    await kit.engine.run(1 * MS);
    expect(saidBy(begun)).toBe(1);
    const before = blockOf(kit, begun).heartbeat;
    await kit.engine.run(1_000 * MS);
    expect(blockOf(kit, begun).heartbeat - before).toBe(10);
  });

  test("goes on with what it was begun with, whatever main makes of it", async () => {
    const kit = new ThreadKit(1);
    const begun = kit.begin("one");
    (begun.starts[0]?.reads as unknown[]).length = 0;
    await kit.engine.settle(begun.controls[0]?.start() as Promise<unknown>, 1_000 * MS);
    kit.say(begun, 1);
    await kit.engine.run(1 * MS);
    expect(saidBy(begun)).toBe(1);
  });

  test("an error of its code ends it with the farewell of a crash, and its actor and handler", async () => {
    const kit = new ThreadKit(1);
    const begun = await kit.run("one");
    kit.say(begun, AT.throws);
    await kit.engine.run(10 * MS);
    expect(begun.end()).toMatchObject({
      actor: "one",
      handler: "on.ball",
      error: { name: "RangeError", message: "unlucky" },
      code: 70,
    });
    expect(blockOf(kit, begun).farewell).toBe("CRASHED");
    expect(kit.process.alive).toEqual([]);
  });

  test("an error that no handler caught ends it too, without a handler's name", async () => {
    const kit = new ThreadKit(1);
    const begun = await kit.run("one", "two");
    kit.engine.later(0, begun.thread, () => {
      throw new Error("stray");
    });
    await kit.engine.run(10 * MS);
    expect(begun.end()).toMatchObject({ actor: "one", handler: null, error: { message: "stray" } });
    expect([0, 1].map((place) => blockOf(kit, begun, place).farewell)).toEqual([
      "CRASHED",
      "CRASHED",
    ]);
  });

  test("it exits with 0 once its last actor has ended itself, each told in its order", async () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const kit = new ThreadKit(seed);
      const begun = await kit.run("one", "two");
      const heard: string[] = [];
      begun.actorEnds.push = (report) => heard.push(report.actor);
      void begun.thread.ended.then(({ code }) => heard.push(`exit ${code}`));
      kit.say(begun, AT.stopsOne);
      await kit.engine.run(0.1 * MS);
      kit.say(begun, AT.stopsTwo);
      await kit.engine.run(20 * MS);
      expect(heard).toEqual(["one", "two", "exit 0"]);
      expect(blockOf(kit, begun).farewell).toBe("ENDED");
    }
  });

  test("a kill ends it between two steps, without a word", async () => {
    const kit = new ThreadKit(1);
    const begun = await kit.run("one");
    expect(await kit.engine.settle(begun.thread.kill(), 100 * MS)).toBe(true);
    expect(begun.end()).toEqual({ actor: null, handler: null, error: null, code: 1 });
    expect(blockOf(kit, begun).farewell).toBe("NONE");
    kit.say(begun, 1);
    await kit.engine.run(1_000 * MS);
    expect([saidBy(begun), begun.thread.isAlive]).toEqual([0, false]);
  });

  test("a kill of one that sits in a native call gives up after 2 s, and it is still there", async () => {
    const kit = new ThreadKit(1);
    const begun = await kit.run("one");
    begun.thread.isNative = true;
    const before = kit.atMs;
    expect(await kit.engine.settle(begun.thread.kill(), 10_000 * MS)).toBe(false);
    expect(kit.atMs - before).toBe(2_000);
    expect([begun.end(), begun.thread.isAlive]).toEqual([null, true]);
    begun.thread.isNative = false;
    expect(await kit.engine.settle(begun.thread.kill(), 100 * MS)).toBe(true);
  });

  test("one that stands still beats no more, handles nothing, and can be killed", async () => {
    const kit = new ThreadKit(1);
    kit.witness = (thread) => ({ onRecord: () => thread.standStill() });
    const begun = await kit.run("one");
    kit.say(begun, 1);
    await kit.engine.run(1 * MS);
    const { heartbeat, handler } = blockOf(kit, begun);
    await kit.engine.run(1_000 * MS);
    expect([blockOf(kit, begun).heartbeat, handler, saidBy(begun)]).toEqual([heartbeat, -1, 0]);
    expect(await kit.engine.settle(begun.thread.kill(), 100 * MS)).toBe(true);
  });

  test("one that vanishes in the middle of a handler publishes nothing of it, and says no word", async () => {
    const kit = new ThreadKit(1);
    kit.witness = (thread) => ({ onHandled: () => thread.vanishHere() });
    const begun = await kit.run("one").catch((error: unknown) => error);
    // It vanished behind `open`, its first handler: main never gets an answer to its start.
    expect(String(begun)).toContain("nothing came of it");
    expect(kit.process.alive).toEqual([]);
  });

  test("vanishing behind a record leaves it delivered and its answer unsaid", async () => {
    const kit = new ThreadKit(1);
    let isArmed = false;
    kit.witness = (thread) => ({
      onHandled: () => (isArmed ? thread.vanishHere() : undefined),
    });
    const begun = await kit.run("one");
    isArmed = true;
    kit.say(begun, 1);
    await kit.engine.run(10 * MS);
    expect(begun.end()).toEqual({ actor: null, handler: null, error: null, code: 1 });
    expect([saidBy(begun), blockOf(kit, begun).farewell]).toEqual([0, "NONE"]);
  });

  test("what a thread throws that is gone is heard by nobody", async () => {
    const kit = new ThreadKit(1);
    const begun = await kit.run("one");
    kit.engine.later(0, begun.thread, () => {
      begun.thread.vanish(1);
      throw new Error("out of the grave");
    });
    await kit.engine.run(10 * MS);
    expect(begun.end()).toEqual({ actor: null, handler: null, error: null, code: 1 });
    expect(blockOf(kit, begun).farewell).toBe("NONE");
  });

  test("what a handler costs keeps the thread busy for that long", async () => {
    const kit = new ThreadKit(1);
    kit.witness = (thread) => ({ onHandled: () => thread.charge(thread.handlerNs) });
    const begun = await kit.run("one");
    begun.thread.handlerNs = 300 * MS;
    kit.say(begun, 1);
    await kit.engine.run(1 * MS);
    const { heartbeat } = blockOf(kit, begun);
    await kit.engine.run(298 * MS);
    expect(blockOf(kit, begun).heartbeat).toBe(heartbeat);
    await kit.engine.run(3 * MS);
    // The beat that was due meanwhile comes at once.
    expect(blockOf(kit, begun).heartbeat).toBe(heartbeat + 1);
  });

  test("the thread of an actor is found by its name, while it lives", async () => {
    const kit = new ThreadKit(1);
    const begun = await kit.run("one", "two");
    expect(kit.process.threadOf("two")).toBe(begun.thread);
    begun.thread.vanish(1);
    expect(kit.process.threadOf("two")).toBeNull();
  });

  test("a process that crashes takes its threads along, and main hears nothing of it", async () => {
    const kit = new ThreadKit(1);
    const begun = await kit.run("one");
    kit.process.crash();
    await kit.engine.run(1_000 * MS);
    expect([begun.thread.isAlive, begun.end()]).toEqual([false, null]);
  });
});
