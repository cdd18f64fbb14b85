/** Whether a journal is what was written: verdicts, places, and that nothing is touched. */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRecords } from "../../../src/desk/journal-view/journal-reader.ts";
import { JournalView } from "../../../src/desk/journal-view/journal-view.ts";
import { verifyJournal } from "../../../src/desk/journal-view/verify-journal.ts";
import { Approved } from "../../../src/desk/message/approved.ts";
import { JournalFold } from "../../../src/desk/record/journal-fold.ts";
import { packBody } from "../../../src/runtime/codec/msgpack.ts";
import { TYPE_ACTOR } from "../../../src/runtime/codec/type-table.ts";
import { ACTORS, APPROVED, NOON, RunWriter, tearLastCommit } from "./kit/desk-journal.ts";

const root = mkdtempSync(join(tmpdir(), "outcry-view-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const LOOKS = 40;

let folder = "";
let made = 0;
beforeEach(() => {
  made += 1;
  folder = join(root, `j${made}`);
});

function verify(path = folder) {
  return verifyJournal(path, () => {});
}

function recordsOf(path = folder) {
  return [...readRecords(new JournalView(path))].map((seen) => ({
    sequence: seen.journalSequence,
    type: seen.type,
    offset: seen.offset,
    file: seen.segment.name,
    standing: seen.standing,
  }));
}

/** Two runs: the first ended in order, the second crashed; several segments. */
function twoRuns(life = 1) {
  const first = new RunWriter(folder, life, NOON);
  for (let second = 0; second < 90; second += 1) first.beats(1);
  first.end();
  const second = new RunWriter(folder, life + 1, NOON + 600e6);
  second.beats(20);
  second.append("risk", Approved, APPROVED);
  second.commit();
  second.crash();
}

function flip(file: string, offset: number, path = folder): undefined {
  const bytes = readFileSync(join(path, file));
  const handle = openSync(join(path, file), "r+");
  writeSync(handle, Uint8Array.of((bytes[offset] ?? 0) ^ 1), 0, 1, offset);
  closeSync(handle);
}

function contents(path = folder): string {
  const files = readdirSync(path).sort();
  return files
    .map(
      (name) =>
        `${name} ${Bun.hash(readFileSync(join(path, name)))} ${statSync(join(path, name)).mtimeMs}`,
    )
    .join("\n");
}

describe("verifyJournal", () => {
  test("says INTACT of runs that ended and that crashed, and counts what is there", () => {
    twoRuns();
    const verified = verify();
    const records = recordsOf();
    expect(verified).toMatchObject({
      verdict: "INTACT",
      findings: [],
      runs: 2,
      records: records.length,
      firstSequence: 1,
      lastSequence: records.length,
    });
    expect(verified.segments).toBeGreaterThan(2);
    expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_, index) => index + 1));
  });

  test("takes no lock, and changes no byte, no name and no time", () => {
    twoRuns();
    const last = recordsOf().at(-1);
    flip(last?.file ?? "", (last?.offset ?? 0) + 60);
    const before = contents();
    expect(verify().verdict).toBe("DAMAGED");
    recordsOf();
    expect(contents()).toBe(before);
  });

  test("J-10: of damage in the middle it names the file, the offset and the exact sequence", () => {
    twoRuns();
    const records = recordsOf();
    const beats = records.filter(({ type }) => type === "beat");
    const hit = beats[Math.floor(beats.length / 2)];
    flip(hit?.file ?? "", (hit?.offset ?? 0) + 52);
    const { verdict, findings } = verify();
    expect(verdict).toBe("DAMAGED");
    expect(findings[0]).toMatchObject({
      file: hit?.file,
      offset: hit?.offset,
      sequence: hit?.sequence,
    });
    expect(findings).toHaveLength(1);
  });

  test("every record is named by its own sequence when one byte of it is changed", () => {
    const run = new RunWriter(folder, 1, NOON);
    run.beats(12);
    run.end();
    const records = recordsOf();
    for (const { file, offset, sequence } of records) {
      const copy = `${folder}-${sequence}`;
      cpSync(folder, copy, { recursive: true });
      flip(file, offset + 33, copy);
      expect(verify(copy).findings[0]).toMatchObject({ file, sequence });
    }
    expect(records.length).toBeGreaterThan(40);
  });

  test("what is whole behind the damage is read, by its own sequences", () => {
    twoRuns();
    const before = recordsOf();
    const beats = before.filter(({ type }) => type === "beat");
    const hit = beats[20];
    flip(hit?.file ?? "", (hit?.offset ?? 0) + 52);
    const after = recordsOf();
    const lost = before.filter(({ sequence }) => !after.some((one) => one.sequence === sequence));
    expect(lost).toEqual(before.filter(({ sequence }) => sequence === hit?.sequence));
    expect(after.find(({ sequence }) => sequence === (hit?.sequence ?? 0) + 2)?.standing).toBe(
      "BEHIND",
    );
  });

  test("says TORN of a last group that was cut, and where it stops", () => {
    twoRuns();
    const records = recordsOf();
    const commit = records.at(-1);
    const approved = records.at(-2);
    expect(approved?.type).toBe("approved");
    tearLastCommit(folder);
    const { verdict, findings } = verify();
    expect(verdict).toBe("TORN");
    expect(findings).toMatchObject([
      { file: commit?.file, offset: commit?.offset, sequence: commit?.sequence },
    ]);
    expect(recordsOf().at(-1)).toMatchObject({ type: "approved", standing: "OPEN" });
  });

  test("a segment that is missing, cut short, or of another journal is damage", () => {
    twoRuns();
    const segments = readdirSync(folder)
      .filter((name) => name.endsWith(".seg"))
      .sort();
    const [, middle = ""] = segments;
    const next = Number.parseInt(segments[2]?.slice(2, 18) ?? "", 16);
    const first = Number.parseInt(middle.slice(2, 18), 16);

    const missing = `${folder}-missing`;
    cpSync(folder, missing, { recursive: true });
    rmSync(join(missing, middle));
    expect(verify(missing).findings[0]).toMatchObject({ sequence: first, file: segments[2] });
    expect(verify(missing).findings[0]?.message).toContain(`${first} to ${next - 1} are missing`);

    const short = `${folder}-short`;
    cpSync(folder, short, { recursive: true });
    truncateSync(join(short, middle), 10_000);
    expect(verify(short).findings[0]).toMatchObject({ file: middle, offset: 10_000 });

    // The same sequences, by other runs.
    const own = folder;
    const other = `${folder}-other`;
    folder = other;
    twoRuns(7);
    folder = own;
    cpSync(join(own, middle), join(other, middle));
    expect(verify(other).findings[0]).toMatchObject({
      file: middle,
      offset: 0,
      sequence: first,
      message: `it does not go on from what ${segments[0]} holds`,
    });

    const beginning = `${folder}-beginning`;
    cpSync(folder, beginning, { recursive: true });
    rmSync(join(beginning, segments[0] ?? ""));
    expect(verify(beginning).findings[0]).toMatchObject({ sequence: 1 });
  });

  test("a topic that misses a record, or goes back, within a run is damage", () => {
    const run = new RunWriter(folder, 1, NOON);
    run.append("risk", Approved, APPROVED);
    const gap = run.append("risk", Approved, APPROVED, { sequence: 5 });
    run.commit();
    run.end();
    // Another run may begin anywhere.
    const next = new RunWriter(folder, 2, NOON);
    next.append("risk", Approved, APPROVED, { sequence: 90 });
    next.end();
    const { verdict, findings } = verify();
    expect(verdict).toBe("DAMAGED");
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ sequence: gap });
    expect(findings[0]?.message).toBe(
      "of topic risk the records 2 to 4 were never written: 5 follows 1",
    );
  });

  test.each([
    ["all", 5, [], "INTACT"],
    ["more than all", 7, [], "INTACT"],
    ["less", 4, [], "DAMAGED"],
    ["an earlier one", 5, [12], "DAMAGED"],
  ] as const)(
    "what a topic misses is no damage where the journal says so: %s",
    (_, missed, more, verdict) => {
      const run = new RunWriter(folder, 1, NOON);
      const append = (sequence: number) => run.append("risk", Approved, APPROVED, { sequence });
      append(1);
      append(2);
      const entry = { number: ACTORS.risk, name: "risk", kind: "risk", incarnation: 0, missed };
      run.journal.appendEntry(TYPE_ACTOR, entry);
      for (const sequence of [8, 9, ...more]) append(sequence);
      run.commit();
      run.end();
      const verified = verify();
      expect(verified.verdict).toBe(verdict);
      const told = "of topic risk the records 3 to 7 are not on record, and the journal says so";
      expect(verified.notes.join()).toBe(missed < 5 ? "" : told);
    },
  );

  test("J-7: a wall clock that went back between runs changes nothing", () => {
    const first = new RunWriter(folder, 1, NOON);
    first.beats(5);
    first.crash();
    const second = new RunWriter(folder, 2, NOON - 86_400e6);
    second.beats(5);
    second.end();
    expect(verify()).toMatchObject({ verdict: "INTACT", runs: 2 });
  });

  test("a journal that is open is read while it is written, and told to be", () => {
    const run = new RunWriter(folder, 1, NOON);
    for (let second = 0; second < 60; second += 1) {
      run.beats(1);
      const { verdict, notes, lastSequence } = verify();
      expect(verdict).toBe("INTACT");
      expect(lastSequence).toBe(run.journal.durableJournalSequence);
      expect(notes.join()).toContain(`process ${process.pid} writes it`);
    }
    run.end();
    expect(verify().notes).toEqual([]);
  });

  test("a journal that another process writes as fast as it can is INTACT at each look", async () => {
    const program = join(import.meta.dir, "../../runtime/journal/kit/killed-writer.ts");
    const writer = Bun.spawn([process.execPath, program, folder, "1"], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    const output = writer.stdout.getReader();
    const sequences: number[] = [];
    try {
      for (let look = 0; look < LOOKS; look += 1) {
        // It goes on when somebody hears it.
        await output.read();
        const { verdict, lastSequence, findings } = verify();
        expect({ verdict, findings }).toEqual({ verdict: "INTACT", findings: [] });
        sequences.push(lastSequence);
      }
    } finally {
      writer.kill("SIGKILL");
      output.releaseLock();
      await writer.exited;
    }
    expect(sequences).toEqual(sequences.toSorted((left, right) => left - right));
    expect(new Set(sequences).size).toBeGreaterThan(LOOKS / 2);
  });

  test("a damaged snapshot is told, and is no damage of the journal", () => {
    const run = new RunWriter(folder, 1, NOON);
    run.beats(3);
    expect(run.journal.snapshot(new JournalFold().encode()).ok).toBe(true);
    run.end();
    expect(verify().notes).toEqual([]);
    const snapshot = readdirSync(folder).find((name) => name.endsWith(".snap")) ?? "";
    flip(snapshot, 100);
    expect(verify().verdict).toBe("INTACT");
    expect(verify().notes).toEqual([`${snapshot} is damaged: an older one is used`]);
  });

  // J-12
  test.each([
    ["none", new JournalFold().encode(), null],
    ["version 2", packBody({ version: 2 }).slice(), "has version 2: this program reads 1"],
  ])(
    "a state of another program is told, and is no damage of the journal: %s",
    (_, state, told) => {
      const run = new RunWriter(folder, 1, NOON);
      run.beats(2);
      expect(run.journal.snapshot(state).ok).toBe(true);
      run.end();
      const { verdict, notes } = verify();
      expect(verdict).toBe("INTACT");
      expect(notes).toEqual(told === null ? [] : [expect.stringContaining(told)]);
    },
  );

  test("a snapshot that knows more than the journal shows that records have vanished", () => {
    const run = new RunWriter(folder, 1, NOON);
    run.beats(3);
    const earlier = `${folder}-earlier`;
    cpSync(folder, earlier, { recursive: true });
    run.beats(3);
    expect(run.journal.snapshot(new Uint8Array(100).fill(7)).ok).toBe(true);
    run.end();
    const end = verify(earlier).lastSequence;
    const snapshot = readdirSync(folder).find((name) => name.endsWith(".snap")) ?? "";
    cpSync(join(folder, snapshot), join(earlier, snapshot));
    expect(verify(earlier)).toMatchObject({
      verdict: "DAMAGED",
      findings: [{ file: snapshot, sequence: end + 1 }],
    });
  });
});
