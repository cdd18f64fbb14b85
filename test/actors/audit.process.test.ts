/**
 * The audit on a thread of its own beside a journal on another, on this machine's disk: killed at any
 * moment, in the end its log has a leaf for each record, and is whole.
 */
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../src/core/prng.ts";
import { verifyLog } from "../../src/desk/audit-verify/verify-log.ts";
import { AuditState, type AuditStateBody } from "../../src/desk/message/audit-state.ts";
import { Progress } from "../../src/desk/message/progress.ts";
import { boardValue } from "../../src/desk/run/board-value.ts";
import { systemStorage } from "../../src/runtime/io/disk/system-storage.ts";
import { systemTree } from "../../src/runtime/io/disk/system-tree.ts";
import { newestLeaves } from "../../src/runtime/journal/audit/file/newest-leaves.ts";
import { readLeaf } from "../../src/runtime/journal/audit/leaf/read-leaf.ts";
import { makeKeyFile, readKeyFile } from "../../src/runtime/journal/audit/note/key-file.ts";
import { isSigned } from "../../src/runtime/journal/audit/note/note-check.ts";
import type { NoteKey } from "../../src/runtime/journal/audit/note/note-key.ts";
import { isOwnKind } from "../../src/runtime/journal/audit/own-record.ts";
import { MARK_FIRST } from "../../src/runtime/journal/format/mark.ts";
import { JournalFollower } from "../../src/runtime/journal/read/journal-follower.ts";
import { KitDesk } from "../kit/kit-desk.ts";
import { until } from "../kit/until.ts";
import { auditSpec, journalSpec, pingSpec, threadOptions } from "./kit/thread-specs.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const AUDIT_ARGS = {
  keyFile: "",
  nextKeyFile: "",
  signerFolder: "audit-signer",
  origin: "",
  anchorFiles: ["anchor.txt"] as readonly string[],
  webhook: "",
};

setDefaultTimeout(60_000);
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function partsOf(args: Partial<typeof AUDIT_ARGS>, runEpoch: number) {
  // It starts before the journal, and so it stops behind it.
  const specs = [
    await auditSpec({ ...AUDIT_ARGS, ...args }),
    await journalSpec(),
    await pingSpec(),
  ];
  return [specs, threadOptions(folder, runEpoch)] as const;
}

async function start(args: Partial<typeof AUDIT_ARGS> = {}, runEpoch = 7): Promise<KitDesk> {
  return KitDesk.start(...(await partsOf(args, runEpoch)));
}

const shown = ({ system }: KitDesk): AuditStateBody | null =>
  boardValue(system.boardOf("audit", "audit"), AuditState, 0);
const durable = ({ system }: KitDesk): number =>
  boardValue(system.boardOf("journal", "progress"), Progress, 0)?.durableSequence ?? 0;

/** Journal sequences of all messages that the journal has on the disk, and of all leaves of them. */
function onDisk(bound: number): { readonly records: number[]; readonly leaves: number[] } {
  const records: number[] = [];
  const follower = new JournalFollower(systemStorage(join(folder, "journal")), 1);
  for (let isDone = false; !isDone; ) {
    const step = follower.step(bound, ({ type, journalSequence }) => {
      if (type < MARK_FIRST) records.push(journalSequence);
    });
    if (!step.ok) throw new Error(step.failure.message);
    isDone = step.value;
  }
  const leaves = [...newestLeaves(systemTree(join(folder, "audit")))]
    .toReversed()
    .map((leaf) => readLeaf(leaf))
    .filter(({ kind }) => !isOwnKind(kind) && !kind.startsWith("JOURNAL_"))
    .map(({ payload }) => JSON.parse(Buffer.from(payload).toString("utf8")).journalSequence);
  return { records, leaves };
}

const anchor = () => ({
  name: "anchor",
  text: readFileSync(join(folder, "anchor.txt"), "utf8"),
});

describe("the audit on threads", () => {
  test(`has a leaf for each record, whenever it or the journal is killed (seed ${SEED})`, async () => {
    const random = new Prng(SEED);
    const desk = await start();
    for (let death = 1; death <= 10; death += 1) {
      const victim = random.between(0, 2) === 0 ? "journal" : "audit";
      const life = desk.status(victim).incarnation ?? 0;
      const from = shown(desk)?.followedSequence ?? 0;
      const more = random.between(1, 300);
      await until("leaves", () => (shown(desk)?.followedSequence ?? 0) >= from + more);
      let looks = random.between(0, 4);
      await until("some moment", () => looks-- <= 0);
      desk.system.kill(victim, "killed by the test");
      await until("its death", () => desk.deaths.length >= death);
      await desk.ready(victim, life + 1);
    }
    // What is left at a stop is for the next run when it is much: it is to be little.
    expect(await desk.system.suspend("ping")).toBe(true);
    await until("no lag", () => shown(desk)?.lag === 0 && shown(desk)?.state === "WRITING");
    await desk.system.stop("the end");
    expect(shown(desk)).toMatchObject({ state: "ENDED", lag: 0, coveredSequence: durable(desk) });
    const { records, leaves } = onDisk(durable(desk));
    expect(records.length).toBeGreaterThan(500);
    expect(leaves).toEqual(records);
    const verdict = verifyLog(join(folder, "audit"), { anchors: [anchor()] });
    expect(verdict).toMatchObject({ exit: 0, isEnded: true });
  });

  test("a process that dies leaves nothing that looks tampered with, and the next goes on", async () => {
    const first = await start();
    await until("leaves", () => (shown(first)?.followedSequence ?? 0) > 100);
    first.system.kill("audit", "killed by the test");
    await until("its death", () => first.deaths.length > 0);
    await first.ready("audit", 2);
    await first.system.stop("the end");
    const second = await start({}, 8);
    const from = shown(first)?.followedSequence ?? 0;
    await until("leaves", () => (shown(second)?.followedSequence ?? 0) > from + 100);
    await second.system.stop("the end");
    const { records, leaves } = onDisk(durable(second));
    expect(leaves).toEqual(records);
    expect(verifyLog(join(folder, "audit"), { anchors: [anchor()] })).toMatchObject({ exit: 0 });
  });

  test("its key is made once, for its owner only, and what it answers is its newest checkpoint", async () => {
    const desk = await start();
    await until("a checkpoint", () => (shown(desk)?.size ?? 0) > 1);
    const path = join(folder, "audit-signer", "key");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const answer = await desk.system.ask("audit", "checkpoint");
    expect(answer).toMatchObject({ ok: true, value: { key: shown(desk)?.key, size: 2 } });
    const key = readFileSync(path, "utf8");
    await desk.system.stop("the end");
    const second = await start({}, 8);
    await until("it writes", () => shown(second)?.state === "WRITING");
    expect(readFileSync(path, "utf8")).toBe(key);
  });
});

describe("a rotation of keys", () => {
  /** A run of that life with these keys, up to some more leaves; its newest checkpoint. */
  async function run(args: Partial<typeof AUDIT_ARGS>, life: number): Promise<string> {
    const desk = await start(args, life);
    const from = shown(desk)?.followedSequence ?? 0;
    await until("leaves", () => (shown(desk)?.followedSequence ?? 0) > from + 50);
    await desk.system.stop("the end");
    expect(shown(desk)).toMatchObject({ state: "ENDED" });
    return readFileSync(join(folder, "audit", "checkpoint"), "utf8");
  }
  const made = (name: string) => {
    makeKeyFile(join(folder, name), "outcry.example/desk");
    const key = readKeyFile(join(folder, name));
    if (!key.ok) throw new Error(key.failure);
    return key.value;
  };
  const judged = (key: NoteKey) => {
    const keys = { name: "keys", text: `${key.verifierKey}\n` };
    return verifyLog(join(folder, "audit"), { anchors: [anchor()], keys });
  };

  test("AU-10 takes three starts: one key, both, the next; who has the first can follow", async () => {
    const [first, next] = [made("first"), made("next")];
    const one = await run({ keyFile: "first" }, 7);
    const both = await run({ keyFile: "first", nextKeyFile: "next" }, 8);
    const other = await run({ keyFile: "next" }, 9);
    const signers = [one, both, other].map((note) =>
      [first, next].map(({ verifierKey }) => isSigned(note, [verifierKey])),
    );
    expect(signers).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ]);
    expect(judged(first)).toMatchObject({ exit: 0, bad: null, runCount: 3 });
    // Whoever has the next one only knows none that signed the first run.
    expect(judged(next)).toMatchObject({ exit: 4 });
  });

  test("is refused with a next key that is not there, or is the one in use", async () => {
    made("first");
    for (const nextKeyFile of ["missing", "first"]) {
      const [specs, options] = await partsOf({ keyFile: "first", nextKeyFile }, 7);
      const { desk, failure } = await KitDesk.tryStart(specs, options);
      expect(desk).toBeNull();
      const why = nextKeyFile === "first" ? "must be another one" : "bun run audit key";
      expect(JSON.stringify(failure)).toContain(why);
    }
  });
});

describe("the audit refuses", () => {
  test("to start without the key that its file names, and says how one is made", async () => {
    const [specs, options] = await partsOf({ keyFile: "elsewhere/key" }, 7);
    const { desk, failure } = await KitDesk.tryStart(specs, options);
    expect(desk).toBeNull();
    expect(JSON.stringify(failure)).toContain("bun run audit key");
    expect(existsSync(join(folder, "elsewhere", "key"))).toBe(false);
  });

  test("AU-5 to go on against its anchor: it says so, and everybody else goes on", async () => {
    const first = await start();
    await until("leaves", () => (shown(first)?.followedSequence ?? 0) > 50);
    await first.system.stop("the end");
    rmSync(join(folder, "audit"), { recursive: true });
    rmSync(join(folder, "audit-signer"), { recursive: true });
    const second = await start({}, 8);
    await until("it is halted", () => shown(second)?.state === "HALTED");
    expect(shown(second)?.reason).toContain("anchor");
    expect(second.status("audit").phase).toBe("READY");
    const from = durable(second);
    await until("the journal goes on", () => durable(second) > from + 100);
    await second.system.stop("the end");
    expect(durable(second)).toBeGreaterThan(from);
  });

  test("AU-7 a log that was put back, as its signer remembers more", async () => {
    const first = await start({ anchorFiles: [] });
    await until("leaves", () => (shown(first)?.followedSequence ?? 0) > 50);
    await first.system.stop("the end");
    rmSync(join(folder, "audit"), { recursive: true });
    const second = await start({ anchorFiles: [] }, 8);
    await until("it is halted", () => shown(second)?.state === "HALTED");
    expect(shown(second)?.reason).toContain("leaves");
  });

  test("a line of somebody else's in its anchor", async () => {
    appendFileSync(join(folder, "anchor.txt"), FORGED);
    const desk = await start();
    await until("it is halted", () => shown(desk)?.state === "HALTED");
    expect(shown(desk)?.reason).toContain("the anchor anchor.txt is of elsewhere");
  });
});

const FORGED = `elsewhere\n3\n${Buffer.alloc(32).toString("base64")}\n\n— elsewhere ${Buffer.alloc(68).toString("base64")}\n\n`;
