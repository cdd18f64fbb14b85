/** The audit alone, on a clock in hand: when it signs, whom it tells, and what it says of failures. */
import { describe, expect, test } from "bun:test";
import audit from "../../actors/audit.ts";
import { Progress } from "../../src/desk/message/progress.ts";
import { playActor } from "../../src/desk/testing/play.ts";
import { Alert, DeskJournal } from "../desk/audit/kit.ts";
import { MemoryStorage } from "../runtime/journal/audit/kit/memory-storage.ts";
import { ActorWorld, PlayedActor } from "./actor-kit.ts";
import { FACTS } from "./desk-kit.ts";

const NOTHING = { waiting: 0, syncNs: Number.NaN, syncedAt: 1 } as const;
const READS = { journal: "journal" } as const;

/** Leaves that the newest checkpoint covers. */
type Shown = { readonly size: number };

function play(args: Readonly<Record<string, string | readonly string[]>> = {}) {
  return playActor(audit, { kind: "audit", reads: READS, args });
}

describe("audit", () => {
  test("a heartbeat stands in the log each minute, and is signed 10 s later", async () => {
    const actor = await play();
    const size = () => (actor.board("audit", 0) as Shown | null)?.size ?? 0;
    // The checkpoint of no leaves, and RUN_STARTED, which is signed at once.
    expect(size()).toBe(2);
    actor.advance("69s");
    expect(size()).toBe(2);
    actor.advance("2s");
    // The checkpoint before it, and the heartbeat.
    expect(size()).toBe(4);
    actor.advance("60s");
    expect(size()).toBe(6);
  });

  test("it ends its run with a checkpoint, and says so on its board", async () => {
    const actor = await play();
    await actor.stop();
    expect(actor.board("audit", 0)).toMatchObject({ state: "ENDED", size: 4, lag: 0 });
    expect(actor.file("/run/audit/checkpoint")).not.toBeNull();
  });

  test("the next life goes on with key, log and signer of the one before", async () => {
    const actor = await play();
    actor.kill();
    await actor.restart();
    const logs = actor.logs.filter(({ text }) => text.includes("a key was made"));
    expect(logs).toHaveLength(1);
    expect(actor.board("audit", 0)).toMatchObject({ state: "WRITING", size: 4 });
  });

  test("its webhook gets each checkpoint; one that fails is counted, and told once in ten minutes", async () => {
    const actor = await play({ webhook: "http://127.0.0.1:4711/checkpoints" });
    const got: string[] = [];
    let status = 200;
    actor.serve(
      {
        request(request) {
          got.push(request.body);
          request.respond({ status });
        },
      },
      4711,
    );
    await actor.run("71s");
    expect(got.at(-1)).toContain("outcry.local/test/paper\n4\n");
    status = 503;
    const told = () => actor.logs.filter(({ text }) => text.includes("did not take a checkpoint"));
    // Nobody listened yet when the log was opened.
    expect(told()).toHaveLength(1);
    const failed = () => actor.counters["audit:anchor-failed"] ?? 0;
    const before = failed();
    for (let minute = 0; minute < 5; minute += 1) await actor.run("60s");
    expect(failed() - before).toBeGreaterThanOrEqual(4);
    expect(told()).toHaveLength(1);
    for (let minute = 0; minute < 5; minute += 1) await actor.run("60s");
    expect(told()).toHaveLength(2);
    expect(told()[1]?.text).toContain("it answered 503");
    expect(actor.board("audit", 0)).toMatchObject({ state: "WRITING" });
  });

  test("a webhook that is no URL is a mistake of its file, before anything starts", async () => {
    const refused = await play({ webhook: "hooks.example.com/audit" }).catch((error) => error);
    expect(Bun.inspect(refused)).toContain("must be a URL that begins with https:// or http://");
  });

  test("an anchor that cannot be opened is counted and told, and the log goes on", () => {
    const { actor, world, journal, tell, shown } = beside(10, {
      anchorFiles: ["/nowhere/anchor.txt", "/elsewhere/anchor.txt"],
      absent: "/nowhere",
    });
    tell("HALTED");
    actor.settle();
    actor.every("100ms");
    // The journal may retire what it has: the other anchor has the checkpoint.
    expect(shown()).toMatchObject({ state: "WRITING", coveredSequence: journal.durable });
    expect(world.logs.filter((line) => line.includes("anchor.txt: not mounted"))).toHaveLength(1);
    expect(world.counters["audit:anchor-failed"]).toBeGreaterThan(1);
  });

  test("a disk that fails halts it for good, says why once, and ends nobody", async () => {
    const actor = await play();
    // A journal that is said to hold what is not there.
    actor.show(Progress, 0, { state: "WRITING", durableSequence: 5, ...NOTHING });
    actor.advance("1s");
    expect(actor.board("audit", 0)).toMatchObject({
      state: "HALTED",
      reason: expect.stringContaining("the journal cannot be followed"),
    });
    expect(actor.logs.filter(({ text }) => text.includes("trading goes on"))).toHaveLength(1);
    expect(actor.counters).toMatchObject({ "audit:halted": 1 });
    expect(actor.end).toBeNull();
    await actor.stop();
    expect(actor.board("audit", 0)).toMatchObject({ state: "HALTED" });
  });
});

/** The audit beside a journal of so many alerts, all durable; it is told of them by its board alone. */
function beside(alerts: number, { anchorFiles = [] as readonly string[], absent = "none" } = {}) {
  const journal = new DeskJournal({ segmentBytes: 4 << 20 });
  for (let count = 0; count < alerts; count += 1) {
    journal.say(Alert, { level: "WARN", source: "desk", text: "late" });
    if (count % 1_000 === 0) journal.journal.commit();
  }
  journal.journal.commit();
  const world = new ActorWorld({ name: "audit", number: 1, kind: "audit", facts: FACTS });
  const trees = new Map<string, MemoryStorage>();
  const tree = (path: string) => {
    if (path === absent) throw new Error("not mounted");
    const found = trees.get(path) ?? new MemoryStorage();
    trees.set(path, found);
    return found;
  };
  const { io } = world.ctx as { readonly io: object };
  const secretBytes = (count: number) => new Uint8Array(count);
  Object.assign(io, { tree, secretBytes, storage: () => journal.disk });
  const args = {
    keyFile: "",
    nextKeyFile: "",
    signerFolder: "signer",
    origin: "",
    anchorFiles,
    webhook: "",
  };
  const actor = new PlayedActor(audit, world, args);
  const tell = (state: string) =>
    world.show("progress", 0, { state, durableSequence: journal.durable, ...NOTHING });
  return { actor, world, journal, tell, shown: () => world.on("audit", 0) };
}

describe("audit beside a journal", () => {
  test("a stop follows it to its end, and signs that", async () => {
    const { actor, journal, tell, shown } = beside(1_000);
    tell("ENDED");
    await actor.stop();
    const covered = { lag: 0, coveredSequence: journal.durable };
    expect(shown()).toMatchObject({ state: "ENDED", ...covered });
  });

  test("a stop that would take too long leaves the rest to the next run, and says so", async () => {
    const { actor, world, tell, shown } = beside(9_000);
    tell("ENDED");
    await actor.stop();
    const { state, lag } = shown() as { readonly state: string; readonly lag: number };
    expect(state).toBe("ENDED");
    expect(lag).toBeGreaterThan(0);
    expect(world.logs.at(-1)).toContain(`ends ${lag} records behind`);
  });

  test("a turn takes a step, and the next one follows at once", () => {
    const { actor, world, tell, shown } = beside(1_000);
    tell("WRITING");
    actor.settle();
    expect(shown()).toMatchObject({ followedSequence: 256 });
    // Neither a board nor the clock makes it two at a time.
    actor.settle();
    actor.every("100ms");
    expect(shown()).toMatchObject({ followedSequence: 256 });
    expect(world.timers.map(({ ms }) => ms)).toEqual([0]);
    world.fire();
    expect(shown()).toMatchObject({ followedSequence: 512 });
    while (world.timers.length > 0) world.fire();
    expect(shown()).toMatchObject({ lag: 0 });
  });

  test("what a journal left that writes no more is signed at once", () => {
    const { actor, journal, tell, shown } = beside(10);
    tell("WRITING");
    actor.settle();
    expect(shown()).toMatchObject({ lag: 0, coveredSequence: 0 });
    tell("HALTED");
    actor.settle();
    expect(shown()).toMatchObject({ state: "WRITING", coveredSequence: journal.durable });
  });
});
