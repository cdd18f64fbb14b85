/** Uptime by beats: what each second is, against a count by hand, and what journals on a disk say. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../../../src/core/prng.ts";
import { findJournals } from "../../../src/desk/journal-view/find-journal.ts";
import { ActorLife } from "../../../src/desk/message/actor-life.ts";
import { Beat, type BeatBody } from "../../../src/desk/message/beat.ts";
import { BeatSpans } from "../../../src/desk/uptime/beat-spans.ts";
import type { DeskHistory, HistoryRun } from "../../../src/desk/uptime/desk-history.ts";
import { readHistory } from "../../../src/desk/uptime/desk-history.ts";
import { SecondLine } from "../../../src/desk/uptime/second-line.ts";
import { uptimeReport } from "../../../src/desk/uptime/uptime-report.ts";
import { systemStorage } from "../../../src/runtime/io/disk/system-storage.ts";
import { encodeHeader } from "../../../src/runtime/journal/format/segment-header.ts";
import { JournalFolder } from "../../../src/runtime/journal/storage/journal-folder.ts";
import { StorageError } from "../../../src/runtime/journal/storage/storage-error.ts";
import { writeHalt } from "../../../src/runtime/journal/write/halt.ts";
import { NOON, RunWriter, SECOND } from "../journal-view/kit/desk-journal.ts";

const root = mkdtempSync(join(tmpdir(), "outcry-uptime-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const START = NOON / SECOND;

let made = 0;
function freshFolder(): string {
  made += 1;
  return join(root, `j${made}`);
}

const FAIL = { ready: "FAIL", causes: [{ actor: "feed-binance", reason: "no data" }] } as const;

function historyOf(folder: string): DeskHistory {
  const found = findJournals([folder]);
  if (!found.ok) throw new Error(found.failure);
  return readHistory(found.value, () => {});
}

function reportOf(folder: string, seconds: number, from = START, target = 0.999) {
  const history = historyOf(folder);
  return uptimeReport(history, new SecondLine(history, { from, to: from + seconds }), target);
}

type Made = { readonly micros: number; readonly body: BeatBody };

/** One of `choices`, by the weights beside them. */
function choose<Choice>(
  random: () => number,
  choices: readonly (readonly [number, Choice])[],
): Choice {
  let rest = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, choice] of choices) {
    rest -= weight;
    if (rest < 0) return choice;
  }
  throw new Error("there is a choice");
}

/** Beats about once a second, some of them late, some missing, some more when something changes. */
function randomBeats(random: () => number, count: number): readonly Made[] {
  let micros = NOON + Math.floor(random() * SECOND);
  return Array.from({ length: count }, () => {
    const ready = choose(random, [
      [12, "PASS"],
      [3, "WARN"],
      [5, "FAIL"],
    ] as const);
    const trading = choose(random, [
      [8, "ACTIVE"],
      [1, "REDUCING"],
      [1, "HALTED"],
    ] as const);
    const isDraining = random() < 0.1;
    const at = micros;
    const [least, most] = choose(random, [
      [4, [0, 0.4]],
      [13, [0.9, 1.15]],
      [3, [0, 6]],
    ] as const);
    micros += Math.floor((least + random() * (most - least)) * SECOND);
    return { micros: at, body: { ready, trading, causes: [], isDraining } };
  });
}

/** The rule as docs/operations.md has it, second by second, and as slow as that is. */
function countByHand(beats: readonly Made[], from: number, to: number) {
  const counts = { READY: 0, WARN: 0, PLANNED: 0, NOT_READY: 0, DARK: 0 };
  const order = ["READY", "WARN", "PLANNED", "NOT_READY"] as const;
  const kindOf = ({ body }: Made) =>
    body.isDraining
      ? "PLANNED"
      : ({ PASS: "READY", WARN: "WARN", FAIL: "NOT_READY" } as const)[body.ready];
  for (let second = from; second < to; second += 1) {
    const inside = beats.filter(({ micros }) => Math.floor(micros / SECOND) === second);
    if (inside.length > 0) {
      const places = inside.map((beat) => order.indexOf(kindOf(beat)));
      counts[order[Math.max(...places)] ?? "NOT_READY"] += 1;
      continue;
    }
    const before = beats.filter(({ micros }) => micros < second * SECOND).at(-1);
    const after = beats.find(({ micros }) => micros >= (second + 1) * SECOND);
    const isLate =
      before !== undefined && after !== undefined && after.micros - before.micros <= 1_500_000;
    counts[isLate && before !== undefined ? kindOf(before) : "DARK"] += 1;
  }
  return counts;
}

const CRASHED: HistoryRun = {
  id: "aa",
  journal: "j",
  startMicros: NOON - SECOND,
  firstSequence: 1,
  lastMicros: NOON,
  lastSequence: 9,
  ended: "CRASHED",
  halt: "",
  stop: null,
};

describe("seconds", () => {
  test(`of random beats are those that a count by hand finds (SEED=${seed})`, () => {
    const random = new Prng(seed);
    for (let round = 0; round < 120; round += 1) {
      const beats = randomBeats(() => random.unit(), 60);
      const spans = new BeatSpans();
      for (const [index, { micros, body }] of beats.entries()) {
        const committedAt = micros * 1_000;
        spans.take({ wallMicros: micros, committedAt, journalSequence: index + 1, body }, 0);
      }
      spans.flush();
      const history = { runs: [CRASHED], spans: spans.spans, restarts: [], damages: [] };
      const window = { from: START - 3, to: START + 70 };
      const { seconds } = uptimeReport(history, new SecondLine(history, window), 0.999);
      const { TOTAL, ...counted } = seconds;
      expect(counted).toEqual(countByHand(beats, window.from, window.to));
      expect(Object.values(counted).reduce((sum, one) => sum + one, 0)).toBe(TOTAL);
    }
  });
});

describe("uptime", () => {
  test("H-12: 37 s between a kill and the next start are 37 s of dark time, give or take one", () => {
    const folder = freshFolder();
    const first = new RunWriter(folder, 1, NOON + 300_000);
    first.beats(10);
    first.crash();
    const second = new RunWriter(folder, 2, NOON + 300_000 + 9 * SECOND + 37 * SECOND);
    second.beats(10);
    second.end();
    const { seconds, incidents } = reportOf(folder, 56);
    expect(Math.abs(seconds.DARK - 37)).toBeLessThanOrEqual(1);
    expect(seconds.READY + seconds.DARK).toBe(56);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({ start: START + 10, isOpen: false, darkS: seconds.DARK });
    expect(incidents[0]?.causes[0]).toMatchObject({
      actor: "desk",
      reason: "the run ended without a word",
    });
  });

  test("an incident has its cause, its actor, and the beat that shows it", () => {
    const folder = freshFolder();
    const run = new RunWriter(folder, 1, NOON);
    run.beats(5);
    const evidence = run.beat(FAIL);
    run.pass(1);
    run.beats(2, FAIL);
    run.beats(1, {
      ready: "FAIL",
      trading: "HALTED",
      causes: [{ actor: "risk", reason: "killed" }],
    });
    run.beats(5, {
      ready: "WARN",
      trading: "REDUCING",
      causes: [{ actor: "log", reason: "slow" }],
    });
    run.end();
    const { incidents, tradingS, seconds } = reportOf(folder, 14);
    expect(incidents).toEqual([
      {
        start: START + 5,
        end: START + 9,
        isOpen: false,
        darkS: 0,
        notReadyS: 4,
        causes: [
          { actor: "feed-binance", reason: "no data", kind: "NOT_READY", evidence, seconds: 3 },
          {
            actor: "risk",
            reason: "killed",
            kind: "NOT_READY",
            evidence: expect.any(Number),
            seconds: 1,
          },
        ],
      },
    ]);
    expect(tradingS).toEqual({ ACTIVE: 8, REDUCING: 5, HALTED: 1 });
    expect(seconds.WARN).toBe(5);
  });

  test("beats that are missing behind a halt are dark, and the halt is why", () => {
    const folder = freshFolder();
    const run = new RunWriter(folder, 1, NOON);
    run.beats(10);
    const error = new StorageError(
      "sync",
      "j-1",
      Object.assign(new Error("no space"), { code: "ENOSPC" }),
    );
    const times = { committedAt: 0, wallMicros: run.wall };
    const runId = new Uint8Array(16).fill(1);
    writeHalt(new JournalFolder(systemStorage(folder)), runId, 20, error.failure, times);
    run.crash();
    const { seconds, incidents, runs } = reportOf(folder, 100);
    expect(seconds).toMatchObject({ READY: 10, DARK: 90 });
    expect(incidents[0]?.isOpen).toBe(true);
    expect(incidents[0]?.causes[0]?.reason).toContain(
      "the journal halted: cannot sync j-1: ENOSPC",
    );
    expect(runs[0]?.ended).toBe("HALTED");
  });

  test("beats that waited for a slow disk are no silence, a desk that slept is", () => {
    const slow = freshFolder();
    const run = new RunWriter(slow, 1, NOON);
    run.beats(5);
    // Said a second apart, and all taken when the disk was fast again.
    const taken = run.wall + 8 * SECOND;
    for (let second = 0; second < 8; second += 1) {
      run.append("desk", Beat, PASS, { wall: taken });
      run.pass(1);
    }
    run.beats(5);
    run.end();
    expect(reportOf(slow, 18).seconds).toMatchObject({ READY: 18, DARK: 0 });

    const asleep = freshFolder();
    const sleeper = new RunWriter(asleep, 1, NOON);
    sleeper.beats(5);
    // The monotonic clock stands still meanwhile.
    sleeper.wall += 60 * SECOND;
    sleeper.beats(5);
    sleeper.end();
    expect(reportOf(asleep, 70).seconds).toMatchObject({ READY: 10, DARK: 60 });
  });

  test("J-7: a clock that went back between runs counts no second twice", () => {
    const folder = freshFolder();
    const first = new RunWriter(folder, 1, NOON + 20 * SECOND);
    first.beats(10);
    first.crash();
    const second = new RunWriter(folder, 2, NOON);
    second.beats(10);
    second.beats(15, FAIL);
    second.end();
    const { seconds } = reportOf(folder, 30);
    // The second run's own seconds are the worse ones where both say something.
    expect(seconds).toEqual({ READY: 15, WARN: 0, PLANNED: 0, NOT_READY: 15, DARK: 0, TOTAL: 30 });
  });

  test("a clock that is set back within a run moves no beat that was said before", () => {
    const folder = freshFolder();
    const run = new RunWriter(folder, 1, NOON);
    run.beats(40);
    run.wall -= 30 * SECOND;
    run.beats(15, FAIL);
    run.end();
    expect(reportOf(folder, 40).seconds).toMatchObject({ READY: 25, NOT_READY: 15, DARK: 0 });
  });

  test("a run that begins in the moment in which another one ended, and says nothing, is dark", () => {
    const folder = freshFolder();
    const first = new RunWriter(folder, 1, NOON);
    first.beats(5);
    first.stop();
    first.end();
    const second = new RunWriter(folder, 2, first.wall);
    second.crash();
    expect(reportOf(folder, 20).seconds).toMatchObject({ READY: 5, PLANNED: 0, DARK: 15 });
  });

  test("a second before the first run is dark: nobody can say that it was not", () => {
    const folder = freshFolder();
    const run = new RunWriter(folder, 1, NOON);
    run.beats(10);
    run.end();
    const { seconds, incidents } = reportOf(folder, 20, START - 10);
    expect(seconds).toMatchObject({ READY: 10, DARK: 10 });
    expect(incidents[0]?.causes[0]?.reason).toBe("no journal says anything before it");
  });

  test("several runs of one desk in folders of their own are one history", () => {
    const parent = freshFolder();
    const first = new RunWriter(join(parent, "20260302T120000Z-aaaa/journal"), 1, NOON);
    first.beats(10);
    first.stop();
    first.end();
    const second = new RunWriter(
      join(parent, "20260302T120020Z-bbbb/journal"),
      2,
      NOON + 20 * SECOND,
    );
    second.beats(10);
    second.end();
    const { seconds, runs } = reportOf(parent, 30);
    expect(seconds).toMatchObject({ READY: 20, PLANNED: 10 });
    expect(runs.map(({ ended }) => ended)).toEqual(["ENDED", "ENDED"]);
  });

  test("restarts are counted by actor, within a run only, with the last reason", () => {
    const folder = freshFolder();
    const life = (actor: string, incarnation: number, reason = "") => ({
      ...{ actor, kind: "strategy", number: 2, incarnation, what: "READY", reason },
    });
    const run = new RunWriter(folder, 1, NOON);
    for (const body of [
      // The first start of an actor is none of them, nor what it was before it.
      { ...life("strategy-a", 0), what: "STOPPED" },
      { ...life("risk", 0), what: "STOPPED" },
      life("strategy-a", 0),
      life("risk", 1),
      life("strategy-a", 1, "threw in settle"),
      life("strategy-a", 1),
      life("strategy-a", 3, "heap"),
    ]) {
      run.append("desk", ActorLife, body);
    }
    run.beats(2);
    run.crash();
    const next = new RunWriter(folder, 2, NOON + 10 * SECOND);
    next.append("desk", ActorLife, { ...life("risk", 1), what: "STOPPED" });
    next.append("desk", ActorLife, life("risk", 2));
    next.end();
    expect(reportOf(folder, 20).restarts).toEqual([
      { actor: "strategy-a", count: 3, lastReason: "heap" },
    ]);
  });

  test("what is damaged is dark where its beats were, and is told", () => {
    const folder = freshFolder();
    const run = new RunWriter(folder, 1, NOON);
    run.beats(3);
    run.end();
    const file = join(folder, "j-0000000000000001.seg");
    writeFileSync(file, encodeHeaderOfNobody());
    const history = historyOf(folder);
    expect(history.spans).toEqual([]);
    expect(history.damages).not.toEqual([]);
  });
});

const PASS: BeatBody = { ready: "PASS", trading: "ACTIVE", causes: [], isDraining: false };

/** A header that is whole, of a file that is too short for it. */
function encodeHeaderOfNobody(): Uint8Array {
  return encodeHeader({
    segmentId: new Uint8Array(8),
    firstSequence: 1,
    run: { id: new Uint8Array(16), codeHash: new Uint8Array(32), configHash: new Uint8Array(32) },
    chainBefore: new Uint8Array(32),
    createdMicros: 0,
    segmentBytes: 1 << 20,
  });
}
