/**
 * The audit of a desk over its journal: every record that is to have a leaf has one, and one only,
 * whoever dies and whenever; and what does not fit together is refused.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import type { DeskAudit } from "../../../src/desk/audit/desk-audit.ts";
import { fileAnchor } from "../../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { JOURNAL_FULL } from "../../../src/runtime/journal/write/journal.ts";
import { momentAt, verdictOf } from "../../runtime/journal/audit/kit/audit-kit.ts";
import { MemoryStorage } from "../../runtime/journal/audit/kit/memory-storage.ts";
import { ModelDisk } from "../../runtime/journal/kit/model-disk.ts";
import {
  Alert,
  AuditFolders,
  Beat,
  ConfigLoad,
  DeskJournal,
  drain,
  Kept,
  OperatorAction,
  Position,
} from "./kit.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const FAILED = "a disk that failed";
const BEAT = { ready: "PASS", trading: "ACTIVE", causes: [], isDraining: false } as const;
const KEPT = { actor: "a", part: "boards", index: 0, pieces: 1, bytes: new Uint8Array(9) };
const ALERT = { level: "WARN", source: "desk", text: "late" } as const;
const POSITION = { lots: 3, workingBuyLots: Number.NaN, workingSellLots: 0 };

/** A journal and its audit, in random steps; what was appended and is to have a leaf is the model. */
class Run {
  readonly seen = new Set<string>();
  readonly #prng: Prng;
  readonly journal = new DeskJournal();
  readonly folders = new AuditFolders();
  /** Journal sequences that are to have leaves. */
  wanted: number[] = [];
  #audit: DeskAudit;

  constructor(prng: Prng) {
    this.#prng = prng;
    this.#audit = this.folders.open(this.journal.disk);
  }

  step(): void {
    const rare = this.#prng.pick(["rotate", "killJournal", "killAudit", "failAudit"] as const);
    const act = this.#prng.pick([
      ...(["append", "append", "append", "commit", "audit"] as const),
      this.#prng.between(0, 9) === 0 ? rare : ("audit" as const),
    ] as const);
    this.seen.add(act);
    this[act]();
  }

  append(): void {
    const { journal } = this.journal;
    const place = this.#prng.pick([
      () => this.journal.say(Beat, BEAT),
      () => this.journal.say(Kept, KEPT),
      () => this.#want(this.journal.say(Alert, ALERT)),
      () => this.#want(this.journal.say(Position, POSITION)),
    ])();
    if (place === JOURNAL_FULL) expect(journal.commit()).toBeNull();
  }

  commit(): void {
    expect(this.journal.journal.commit()).toBeNull();
  }

  rotate(): void {
    expect(this.journal.journal.rotate()).toBeNull();
  }

  audit(): void {
    if (this.#prng.between(0, 20) === 0) this.folders.ms += 11_000;
    this.#audit.step(this.journal.durable, this.folders.moment);
    if (this.#audit.state !== "HALTED") return;
    this.seen.add(FAILED);
    expect(this.#audit.reason).toContain("the disk has failed");
    this.killAudit();
  }

  killAudit(): void {
    this.folders.reopened();
    this.judge([0, 3]);
    this.#audit = this.folders.open(this.journal.disk);
  }

  failAudit(): void {
    const storage = this.#prng.pick([this.folders.log, this.folders.memory]);
    storage.failAt(this.#prng.between(1, 12), this.#prng.pick(["NOTHING", "HALF", "ALL"]));
  }

  killJournal(): void {
    this.wanted = this.wanted.filter((sequence) => sequence <= this.journal.durable);
    this.journal.kill();
    this.killAudit();
  }

  /** A disk that fails, which chance may have left out. */
  failOnce(): void {
    for (let tries = 0; tries < 200 && !this.seen.has(FAILED); tries += 1) {
      this.failAudit();
      this.append();
      this.commit();
      this.audit();
    }
  }

  end(): void {
    this.commit();
    do this.audit();
    while (this.#audit.state !== "WRITING" || this.#audit.shown.lag > 0);
    this.#audit.end("stopped", this.folders.moment);
    if (this.#audit.shown.state === "ENDED") return;
    this.killAudit();
    this.end();
  }

  /** A verdict is one of these: never that somebody has tampered. */
  judge(exits: readonly number[]): void {
    if (this.folders.log.read("checkpoint") === null) return;
    expect(exits).toContain(verdictOf(this.folders.log).exit);
  }

  #want(place: number): number {
    if (place > 0) this.wanted.push(place);
    return place;
  }
}

describe("DeskAudit", () => {
  test("each record that is to have a leaf has one, in order, whoever dies and whatever fails", () => {
    const run = new Run(new Prng(seed));
    try {
      for (let step = 0; step < 3_000; step += 1) run.step();
      run.failOnce();
      run.end();
      const messages = run.folders
        .leaves()
        .filter(({ kind }) => !kind.startsWith("JOURNAL_"))
        .map(({ payload }) => payload.journalSequence);
      expect(messages).toEqual(run.wanted);
      expect([...run.folders.journalSequences]).toEqual(
        [...new Set(run.folders.journalSequences)].toSorted((left, right) => left - right),
      );
      run.judge([0]);
    } catch (error) {
      throw new Error(`failed with SEED=${seed}: ${error}`, { cause: error });
    }
    // Or the test is weaker than it looks.
    for (const act of ["rotate", "killJournal", "killAudit", FAILED]) {
      expect(run.seen).toContain(act);
    }
    expect(run.wanted.length).toBeGreaterThan(400);
  }, 20_000);

  test("AU-9 a crash between a leaf and its checkpoint: the next checkpoint covers it", () => {
    const { journal, folders } = written(3);
    const audit = folders.open(journal.disk);
    drain(audit, journal.durable, folders);
    expect(audit.shown.coveredSequence).toBeLessThan(journal.durable);
    folders.reopened();
    expect(verdictOf(folders.log)).toMatchObject({ exit: 0, isEnded: false });
    const next = folders.open(journal.disk);
    drain(next, journal.durable, folders);
    expect(next.shown).toMatchObject({
      state: "WRITING",
      coveredSequence: journal.durable,
      lag: 0,
    });
    expect(folders.journalSequences).toHaveLength(4);
  });

  test("what is durable is followed, and nothing behind it", () => {
    const { journal, folders } = written(2);
    const audit = folders.open(journal.disk);
    const bound = journal.durable;
    journal.say(Alert, ALERT);
    journal.journal.commit();
    drain(audit, bound, folders);
    expect(folders.leaves().filter(({ kind }) => kind === "ALERT")).toHaveLength(2);
    drain(audit, journal.durable, folders);
    expect(folders.leaves().filter(({ kind }) => kind === "ALERT")).toHaveLength(3);
  });

  test("a step is bounded, and says how far it is behind", () => {
    const journal = new DeskJournal({ segmentBytes: 1 << 20 });
    for (let count = 0; count < 2_500; count += 1) journal.say(Beat, BEAT);
    journal.journal.commit();
    const folders = new AuditFolders();
    const audit = folders.open(journal.disk);
    expect(audit.step(journal.durable, folders.moment)).toBe(true);
    expect(audit.shown).toMatchObject({ followedSequence: 256, lag: journal.durable - 256 });
    drain(audit, journal.durable, folders);
    expect(audit.shown.lag).toBe(0);
  });

  test("an alert of level HALT has its checkpoint at once", () => {
    const { journal, folders } = written(1);
    const audit = folders.open(journal.disk);
    drain(audit, journal.durable, folders);
    journal.say(Alert, { ...ALERT, level: "HALT" });
    journal.journal.commit();
    drain(audit, journal.durable, folders);
    expect(audit.shown.coveredSequence).toBe(journal.durable);
  });

  test("a payload of more than 32 KiB is kept beside the log, and is resumed from", () => {
    const journal = new DeskJournal({ segmentBytes: 1 << 20 });
    const changes = Array.from({ length: 2_000 }, (_, at) => `strategy-a: limits.${at} 100 > 200`);
    journal.say(ConfigLoad, { hash: "ab", files: [], limits: {}, changes });
    journal.journal.commit();
    const folders = new AuditFolders();
    const audit = folders.open(journal.disk);
    drain(audit, journal.durable, folders);
    folders.reopened();
    expect(
      [...folders.log.files.keys()].filter((path) => path.startsWith("payload/")),
    ).toHaveLength(1);
    const next = folders.open(journal.disk);
    drain(next, journal.durable, folders);
    next.end("stopped", folders.moment);
    expect(folders.leaves().at(-1)?.payload.body).toMatchObject({ changes });
    expect(folders.journalSequences).toHaveLength(2);
    expect(verdictOf(folders.log)).toMatchObject({ exit: 0, isEnded: true });
  });

  test("AU-12 a member with the name of a secret is withheld, in whatever message it stands", () => {
    const journal = new DeskJournal();
    const canary = "canary-4711";
    const told = {
      action: "swap",
      actor: "",
      by: "api",
      outcome: "DONE",
      reason: "by hand",
    } as const;
    journal.say(OperatorAction, { ...told, api_key: canary } as never);
    const given = { positionLots: {}, orderLots: {}, orderRatePerS: 1, token: canary };
    // An actor may be named like a secret: its name is data, and what it may do is on record.
    const limits = { a: given, "strategy-token": given };
    journal.say(ConfigLoad, { hash: "ab", files: [], limits, changes: [] } as never);
    journal.journal.commit();
    const folders = new AuditFolders();
    const audit = folders.open(journal.disk);
    drain(audit, journal.durable, folders);
    audit.end("stopped", folders.moment);
    for (const [path, bytes] of folders.log.files) {
      expect(`${path}: ${Buffer.from(bytes).includes(canary)}`).toBe(`${path}: false`);
    }
    expect(folders.leaves().at(-1)?.payload.body).toMatchObject({
      limits: {
        a: { token: "withheld", orderRatePerS: 1 },
        "strategy-token": { token: "withheld", orderRatePerS: 1 },
      },
    });
  });
});

describe("DeskAudit refuses, and changes nothing,", () => {
  test("a log that knows more than the journal", () => {
    const { journal, folders } = written(5);
    const before = journal.disk.afterKill();
    journal.say(Alert, ALERT);
    journal.journal.commit();
    drain(folders.open(journal.disk), journal.durable, folders);
    mustHalt(folders, before, "the audit log knows the journal up to");
    mustHalt(folders, new ModelDisk(), "the audit log knows the journal up to");
  });

  test("a log of another journal, though that one has as many records", () => {
    const { journal, folders } = written(5);
    drain(folders.open(journal.disk), journal.durable, folders);
    const other = new DeskJournal({}, 1.71e15);
    for (let count = 0; count < 30; count += 1) other.say(Beat, BEAT);
    other.journal.commit();
    mustHalt(folders, other.disk, "the audit log is of another journal");
  });

  test("AU-7 a log that its signer knows more of", () => {
    const { journal, folders } = written(5);
    drain(folders.open(journal.disk), journal.durable, folders);
    const old = folders.log.reopened();
    const audit = folders.open(journal.disk);
    audit.step(journal.durable, folders.moment);
    audit.checkpoint(folders.moment);
    folders.log = old;
    mustHalt(folders, journal.disk, "its signer knows");
  });

  test("a signer that has lost its memory", () => {
    const { journal, folders } = written(5);
    drain(folders.open(journal.disk), journal.durable, folders);
    folders.memory = new MemoryStorage();
    mustHalt(folders, journal.disk, "the signer has lost its memory");
  });

  test("AU-5 a log that an anchor contradicts; and so does the verifier", () => {
    const { journal, folders } = written(5);
    const disk = new MemoryStorage();
    folders.anchors = [fileAnchor(disk, "anchor")];
    const audit = folders.open(journal.disk);
    drain(audit, journal.durable, folders);
    audit.end("stopped", folders.moment);
    const text = Buffer.from(disk.read("anchor") ?? []).toString("utf8");
    const forged = new AuditFolders();
    const again = written(4);
    forged.ms = 5_000;
    const own = forged.open(again.journal.disk);
    drain(own, again.journal.durable, forged);
    for (let beat = 0; beat < 3; beat += 1) own.step(0, momentAt(100_000 * (beat + 1)));
    own.end("forged", forged.moment);
    const verdict = verdictOf(forged.log, { anchors: [{ name: "anchor", text }] });
    expect(verdict.exit).toBe(2);
    forged.anchors = folders.anchors;
    mustHalt(forged, again.journal.disk, "the anchor anchor");
  });

  test("to go on when the journal is damaged, and signs what it had read", () => {
    const { journal, folders } = written(5);
    const audit = folders.open(journal.disk);
    drain(audit, journal.durable, folders);
    const whole = journal.durable;
    journal.say(Alert, ALERT);
    journal.journal.commit();
    for (const { cache } of journal.disk.names.values()) {
      const last = cache.findLastIndex((byte) => byte !== 0);
      if (last > 4_096 && cache.length > 4_096) cache[last - 100] = (cache[last - 100] ?? 0) ^ 1;
    }
    drain(audit, journal.durable, folders);
    expect(audit.shown).toMatchObject({ state: "HALTED" });
    expect(audit.reason).toContain("the journal cannot be followed");
    expect(audit.shown.coveredSequence).toBeGreaterThanOrEqual(whole);
    audit.end("stopped", folders.moment);
    expect(verdictOf(folders.log)).toMatchObject({ exit: 0, isEnded: false });
  });
});

function written(alerts: number): { journal: DeskJournal; folders: AuditFolders } {
  const journal = new DeskJournal();
  for (let count = 0; count < alerts; count += 1) journal.say(Alert, ALERT);
  journal.journal.commit();
  return { journal, folders: new AuditFolders() };
}

/** It halts with such a reason, and the log is as it was. */
function mustHalt(folders: AuditFolders, journal: ModelDisk, reason: string): void {
  const before = new Map(folders.log.files);
  const audit = folders.open(journal);
  for (let step = 0; step < 50; step += 1) audit.step(0, folders.moment);
  expect(audit.reason).toContain(reason);
  expect(audit.state).toBe("HALTED");
  expect(new Map(folders.log.files)).toEqual(before);
}
