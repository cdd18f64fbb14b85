/** A life hands its actor over to another one, which is not begun before main says so. */
import { describe, expect, test } from "bun:test";
import type { Host } from "../../../src/runtime/actor/build-cell.ts";
import { Loop } from "../../../src/runtime/actor/loop.ts";
import { WorkerControl } from "../../../src/runtime/actor/worker-control.ts";
import type { ActorStart, TakeOver } from "../../../src/runtime/actor/worker-start.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { Doorbell } from "../../../src/runtime/ring/doorbell.ts";
import { Spinner } from "../../../src/runtime/ring/idle-strategy.ts";
import { bellIndex } from "../../../src/runtime/ring/lines.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { attachReader } from "../../../src/runtime/ring/topic-slots.ts";
import { recoverActorMemory } from "../../../src/runtime/supervisor/roster/actor-memory.ts";
import { TelemetryReader } from "../../../src/runtime/telemetry/telemetry-reader.ts";
import ledger from "../../kit/ledger.ts";
import { Ball, Bye, Entry, Newest, Notice, Pages } from "../../kit/message.ts";
import { BELL, CellKit, FakeIo, FakeTimers, hostOf, NO_BELL } from "./kit/cell-kit.ts";

const all = [Ball, Bye, Entry, Newest, Notice, Pages] as never;
const module = new URL("../../kit/ledger.ts", import.meta.url).href;
const WELL = { start: "WELL", open: "WELL", snapshot: "WELL", padding: 0, diesIn: 0 };

/** A thread to be: a control and a loop of its own, over the memory of one actor. */
class Thread {
  readonly control: WorkerControl;
  readonly loop: Loop;
  readonly failures: unknown[] = [];
  io: FakeIo | null = null;

  constructor(kit: CellKit, start: ActorStart) {
    const { lines, types, clock } = kit;
    const fail = (error: unknown) => this.failures.push(error);
    const makeLoop = (of: SharedArrayBuffer) => {
      const waiting = {
        bell: new Doorbell(of, BELL),
        spinner: new Spinner(of, BELL, clock),
        soon: (run: () => void) => void setImmediate(run),
      };
      return new Loop(waiting, clock, (_, error) => fail(error));
    };
    this.loop = makeLoop(lines);
    const host: Host = {
      lines,
      types,
      ...hostOf(clock),
      makeTimers: (port) => new FakeTimers(port),
      makeIo: (port) => (this.io = new FakeIo(port)),
    };
    this.control = new WorkerControl(start, host, this.loop, {
      onFailure: (_actor, _handler, error) => fail(error),
      onEnd: (_actor, reason) => fail(new Error(reason)),
      makeLoop,
    });
  }
}

/** A running ledger that reads `feed`, a thread that stands by, and a reader of what both say. */
async function ledgerOf(next: object = {}, now: object = {}) {
  const kit = new CellKit(all);
  const feed = kit.feeder("f");
  const wires = { reads: [feed.wire()] };
  const start = { ...kit.startOf(ledger as never, wires), module, args: { ...WELL, ...now } };
  const slot = attachReader(start.topic, { kind: "GATE", bellLine: NO_BELL });
  const heard = new TopicReader(start.topic, slot);
  const old = new Thread(kit, start);
  await old.control.start();
  old.loop.turn();
  const args = { ...WELL, ...next };
  const standby = new Thread(kit, { ...start, args, isStandby: true });
  const place: TakeOver = {
    incarnation: 2,
    seed: 2,
    reads: start.reads,
    watch: [],
    topics: {},
    numbers: {},
    types: kit.types,
  };
  const said = (): object[] => {
    const bodies: object[] = [];
    while (heard.next()) {
      const name = kit.types.find(({ number }) => number === heard.type)?.name;
      const type = [Entry, Notice, Bye].find((one) => one.name === name);
      const view = type?.codec.createView();
      view?.bind(heard.data, heard.offset, heard.payloadBytes);
      bodies.push(view?.toJSON() as object);
    }
    heard.release();
    return bodies;
  };
  const newest = () => {
    const board = new BoardReader(start.boards.newest as SharedArrayBuffer);
    const bytes = new DataView(new ArrayBuffer(Newest.slotBytes));
    const view = Newest.codec.createView();
    view.bind(bytes, 0, board.read(0, bytes));
    return view.toJSON();
  };
  const say = (number: number) => {
    feed.say(Ball, { number });
    old.loop.turn();
    standby.loop.turn();
  };
  return { kit, feed, old, standby, place, start, heard, said, newest, say };
}

const DONE = { ok: true } as const;
const entry = (number: number, count: number, life: number) => ({ number, count, life });
const opening = (life: number) => ({ text: `opens in life ${life}` });

describe("a swap, seen from its two threads", () => {
  test("the next life goes on behind the last message of the one before, with its state", async () => {
    const { kit, old, standby, place, start, heard, said, newest, say } = await ledgerOf();
    say(1);
    kit.nowNs += 7;
    const handed = await old.control.handOver(false);
    expect(handed).toEqual({ ok: true, atNs: kit.nowNs });
    say(2);
    expect(await standby.control.prepare()).toEqual(DONE);
    expect(await standby.control.takeOver(place)).toEqual(DONE);
    kit.nowNs += 5_000;
    expect(await standby.control.begin(kit.nowNs - 5_000)).toEqual({ ok: true, atNs: kit.nowNs });
    say(3);
    expect(said()).toEqual([
      opening(1),
      entry(1, 1, 1),
      opening(2),
      entry(2, 2, 2),
      entry(3, 3, 2),
    ]);
    expect(newest()).toEqual({ number: 3, incarnation: 2 });
    expect([heard.readEpoch(), heard.epochSequence()]).toEqual([2, 3]);
    expect(new TelemetryReader(start.telemetry).summary("hop:swap")?.max).toBe(5_000);
    await old.control.leave();
    say(4);
    expect(said()).toEqual([entry(4, 4, 2)]);
  });

  test("nothing that the next life says is seen before it begins, and no peer hears of it", async () => {
    const { old, standby, place, heard, said, newest, say } = await ledgerOf();
    say(1);
    said();
    await old.control.handOver(false);
    await standby.control.takeOver(place);
    say(2);
    expect(said()).toEqual([]);
    expect(newest()).toEqual({ number: 1, incarnation: 1 });
    expect(heard.readEpoch()).toBe(1);
  });

  test.each(["start", "open"])(
    "one that throws in its %s leaves nothing, and the one before goes on as it was",
    async (where) => {
      const { kit, old, standby, place, start, said, newest, say } = await ledgerOf({
        [where]: "THROW",
      });
      say(1);
      await old.control.handOver(false);
      say(2);
      expect(await standby.control.takeOver(place)).toMatchObject({
        ok: false,
        error: { name: "RangeError", message: "its way" },
      });
      // Main ends the thread and recovers its memory: only then is there no other writer.
      await expect(old.control.takeBack()).resolves.toMatchObject({ ok: false });
      expect(old.failures).toHaveLength(1);
      recoverActorMemory(start);
      kit.nowNs += 1;
      expect(await old.control.takeBack()).toEqual(DONE);
      say(3);
      expect(said()).toEqual([opening(1), entry(1, 1, 1), entry(2, 2, 1), entry(3, 3, 1)]);
      expect(newest()).toEqual({ number: 3, incarnation: 1 });
    },
  );

  test("what hands over handles nothing, whatever rings, and refuses commands", async () => {
    const { kit, old, said, say } = await ledgerOf();
    await old.control.handOver(false);
    say(1);
    expect(said()).toEqual([opening(1)]);
    const feed = kit.feeder("other");
    expect(await old.control.attach(feed.wire())).toMatchObject({ ok: false });
    expect(await old.control.handOver(false)).toMatchObject({ ok: false });
    expect(await old.control.takeBack()).toEqual(DONE);
    // A second one finds nothing to do.
    expect(await old.control.takeBack()).toEqual(DONE);
    expect(said()).toEqual([entry(1, 1, 1)]);
  });

  test("what hands over settles first, when it had not come to it", async () => {
    const { old, newest, feed } = await ledgerOf();
    // More than a turn handles.
    for (let number = 1; number <= 300; number += 1) feed.say(Ball, { number });
    old.loop.turn();
    expect(newest().number).toBe(0);
    await old.control.handOver(false);
    expect(newest().number).toBe(256);
  });

  test("what has handed over touches no bell: another loop waits at it", async () => {
    const { kit, old } = await ledgerOf();
    await old.control.handOver(false);
    const words = new Int32Array(kit.lines);
    words[bellIndex(BELL)] = 0;
    old.loop.turn();
    expect(words[bellIndex(BELL)]).toBe(0);
    await old.control.takeBack();
    expect(words[bellIndex(BELL)]).not.toBe(0);
  });

  test("the snapshot of a hand-over must fit; else nothing is handed over", async () => {
    const { old, said, say } = await ledgerOf({}, { padding: 1 << 17 });
    expect(await old.control.handOver(false)).toMatchObject({
      error: { message: "its snapshot is larger than its slot" },
    });
    say(1);
    expect(said()).toContainEqual(entry(1, 1, 1));
  });

  test("what has connections and does not say when it can be swapped is not", async () => {
    const { old, said, say } = await ledgerOf();
    if (old.io !== null) old.io.isConnected = true;
    expect(await old.control.handOver(false)).toMatchObject({ ok: false });
    say(1);
    expect(said()).toContainEqual(entry(1, 1, 1));
  });

  test("only the thread that hosts the actor says farewell for it, and a standby does not beat", async () => {
    const { old, standby, place } = await ledgerOf();
    const { block } = old.control;
    const mayBeat = () => [old.control.mayBeat, standby.control.mayBeat];
    expect(mayBeat()).toEqual([true, false]);
    standby.control.sayCrashed();
    expect(block.farewell).toBe("NONE");
    await old.control.handOver(false);
    expect(mayBeat()).toEqual([true, false]);
    old.control.sayCrashed();
    expect(block.farewell).toBe("NONE");
    await standby.control.takeOver(place);
    await standby.control.begin(0);
    expect(standby.control.mayBeat).toBe(true);
    standby.control.sayCrashed();
    expect(block.farewell).toBe("CRASHED");
  });
});
