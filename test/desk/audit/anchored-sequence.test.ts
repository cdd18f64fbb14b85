/** What the journal may retire: what is under a checkpoint that an anchor has, as soon as it says so. */
import { describe, expect, test } from "bun:test";
import { AnchoredSequence } from "../../../src/desk/audit/anchored-sequence.ts";
import type { AuditAnchor } from "../../../src/runtime/journal/audit/anchor/audit-anchor.ts";
import { fileAnchor } from "../../../src/runtime/journal/audit/anchor/file-anchor.ts";
import { webhookAnchor } from "../../../src/runtime/journal/audit/anchor/webhook-anchor.ts";
import { MemoryStorage } from "../../runtime/journal/audit/kit/memory-storage.ts";
import { Alert, AuditFolders, DeskJournal, drain } from "./kit.ts";

const ALERT = { level: "WARN", source: "desk", text: "late" } as const;

/** An anchor that says what it is told to say. */
function saying(name: string) {
  let note: string | null = null;
  const anchor: AuditAnchor = {
    name,
    publish: () => undefined,
    latest: () => null,
    taken: () => note,
  };
  const take = (taken: string) => {
    note = taken;
  };
  return { anchor, take };
}

describe("AnchoredSequence", () => {
  test("is that of the newest checkpoint which any of the anchors has taken", () => {
    const [one, other] = [saying("one"), saying("other")];
    const sequence = new AnchoredSequence([one.anchor, other.anchor]);
    const now = () => {
      sequence.look();
      return sequence.journalSequence;
    };
    for (const [note, journalSequence] of [
      ["a", 10],
      ["b", 20],
      ["c", 30],
    ] as const) {
      sequence.signed(note, journalSequence);
    }
    expect(now()).toBe(0);
    one.take("b");
    expect(now()).toBe(20);
    other.take("a");
    expect(now()).toBe(20);
    other.take("c");
    expect(now()).toBe(30);
  });

  test("follows a checkpoint that covers more without having changed", () => {
    const { anchor, take } = saying("one");
    const sequence = new AnchoredSequence([anchor]);
    take("a");
    for (const journalSequence of [10, 12]) {
      sequence.signed("a", journalSequence);
      sequence.look();
      expect(sequence.journalSequence).toBe(journalSequence);
    }
  });

  test("without an anchor is that of the newest checkpoint", () => {
    const sequence = new AnchoredSequence([]);
    sequence.signed("a", 10);
    sequence.look();
    expect(sequence.journalSequence).toBe(10);
  });

  test("forgets what nobody took for a thousand checkpoints, and goes on with the newer ones", () => {
    const { anchor, take } = saying("one");
    const sequence = new AnchoredSequence([anchor]);
    for (let note = 1; note <= 1_002; note += 1) sequence.signed(String(note), note);
    take("2");
    sequence.look();
    expect(sequence.journalSequence).toBe(0);
    take("3");
    sequence.look();
    expect(sequence.journalSequence).toBe(3);
  });
});

describe("what a journal may retire", () => {
  test("stands under a checkpoint that an anchor has, where there is one", () => {
    const { journal, folders } = written(2);
    const disk = new MemoryStorage();
    folders.anchors = [fileAnchor(disk, "anchor")];
    const audit = folders.open(journal.disk);
    drain(audit, journal.durable, folders);
    audit.checkpoint(folders.moment);
    const covered = audit.shown.coveredSequence;
    expect(covered).toBe(journal.durable);
    journal.say(Alert, ALERT);
    journal.journal.commit();
    drain(audit, journal.durable, folders);
    disk.failAt(1, "NOTHING");
    audit.checkpoint(folders.moment);
    expect(audit.shown).toMatchObject({ state: "WRITING", coveredSequence: covered });
  });

  test("waits for a webhook's answer, which may come while more is written", () => {
    const { journal, folders } = written(2);
    const answers: ((failure: string | null) => undefined)[] = [];
    folders.anchors = [webhookAnchor("hook", (_, done) => void answers.push(done))];
    const audit = folders.open(journal.disk);
    const covered = () => audit.shown.coveredSequence;
    const go = () => {
      journal.say(Alert, ALERT);
      journal.journal.commit();
      drain(audit, journal.durable, folders);
    };
    drain(audit, journal.durable, folders);
    // The checkpoint of the start is on its way, and the one behind the records waits for it.
    audit.checkpoint(folders.moment);
    const first = journal.durable;
    answers.shift()?.(null);
    go();
    expect(covered()).toBeLessThan(first);
    answers.shift()?.(null);
    go();
    expect(covered()).toBe(first);
    audit.checkpoint(folders.moment);
    answers.shift()?.("503");
    go();
    // Who did not take it has nothing.
    expect(covered()).toBe(first);
    const third = journal.durable;
    audit.checkpoint(folders.moment);
    answers.shift()?.(null);
    go();
    expect(covered()).toBe(third);
  });
});

function written(alerts: number): { journal: DeskJournal; folders: AuditFolders } {
  const journal = new DeskJournal();
  for (let count = 0; count < alerts; count += 1) journal.say(Alert, ALERT);
  journal.journal.commit();
  return { journal, folders: new AuditFolders() };
}
