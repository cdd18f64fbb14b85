/** What health says of the journal and the audit log. */
import { describe, expect, test } from "bun:test";
import { healthRoutes } from "../../../../src/desk/http/health-routes.ts";
import { metricsText } from "../../../../src/desk/http/metrics-text.ts";
import { readinessOf } from "../../../../src/desk/http/readiness.ts";
import { recordChecks } from "../../../../src/desk/http/record/record-checks.ts";
import type {
  AuditView,
  JournalView,
  RecordView,
} from "../../../../src/desk/http/record/record-view.ts";
import { HEALTHY, statusOf, viewOf } from "../view-kit.ts";

const JOURNAL: JournalView = {
  state: "WRITING",
  reason: "",
  durableSequence: 100,
  waiting: 0,
  waitedMs: 0,
  pauseMs: 50,
  syncMs: 0.25,
};
const AUDIT: AuditView = {
  state: "WRITING",
  reason: "",
  size: 12,
  root: "Zm9v",
  ageMs: 5_000,
  waitedMs: 0,
};
const ACTORS = [...HEALTHY, statusOf("journal")];

const sync = (journal: Partial<JournalView> = {}, audit: Partial<AuditView> = {}): RecordView => ({
  durability: "sync",
  journal: { ...JOURNAL, ...journal },
  audit: { ...AUDIT, ...audit },
});

function judge(record: RecordView, actors = ACTORS) {
  const { status, checks } = readinessOf(viewOf(actors, { record: () => record }));
  return [status, ...checks.flatMap(({ output }) => output ?? [])];
}

describe("recordChecks", () => {
  test("a desk that records all passes without a word, and names its policy", () => {
    expect(judge(sync())).toEqual(["pass"]);
    const checks = recordChecks(sync(), ACTORS);
    expect(checks.map(({ name, observedValue }) => [name, observedValue])).toEqual([
      ["desk:durability", "sync"],
      ["journal:durable", "WRITING"],
      ["journal:fsyncLatency", 0.25],
      ["audit:checkpoint", 12],
    ]);
  });

  test("a desk without a journal says so, and is not failed for it", () => {
    const record: RecordView = { durability: "none", journal: null, audit: null };
    expect(judge(record)).toEqual(["pass"]);
    expect(recordChecks(record, HEALTHY)).toEqual([
      { name: "desk:durability", status: "pass", observedValue: "none" },
    ]);
  });

  test.each([
    [
      "H-6: the journal is halted",
      { state: "HALTED", reason: "ENOSPC: no space left on device" },
      ["fail", "the journal writes no more: ENOSPC: no space left on device"],
    ],
    [
      "it has not said yet that it writes",
      { state: "OPENING" },
      ["fail", "the journal does not write: it is OPENING"],
    ],
    ["it was stopped", { state: "ENDED" }, ["fail", "the journal does not write: it is ENDED"]],
    ["a record waits as long as it may", { waiting: 3, waitedMs: 100 }, ["pass"]],
    [
      "a record waits longer than usual",
      { waiting: 3, waitedMs: 101 },
      ["warn", "3 messages wait for the disk, since 101 ms"],
    ],
    [
      "a record waits for 250 ms beyond its pause",
      { waiting: 3, waitedMs: 300.1 },
      ["fail", "3 messages wait for the disk, since 300 ms"],
    ],
    [
      "nobody knows how long a record waits",
      { waiting: 3, waitedMs: Number.NaN },
      ["fail", "3 messages wait for the disk, since NaN ms"],
    ],
  ] as const)("when %s, it says so", (_, journal, said) => {
    expect(judge(sync(journal))).toEqual([...said]);
  });

  test("a journal whose actor is down fails the desk, also where its file calls it optional", () => {
    const down = statusOf("journal", { phase: "BACKOFF", required: false });
    expect(judge(sync(), [...HEALTHY, down])).toEqual([
      "fail",
      "the journal does not write: its actor is BACKOFF",
      "journal is BACKOFF",
    ]);
  });

  test("where no order waits for the disk, a journal that is halted makes the desk warn", () => {
    const record: RecordView = { ...sync({ state: "HALTED", reason: "EIO" }), durability: "none" };
    expect(judge(record)).toEqual(["warn", "the journal writes no more: EIO"]);
  });

  test.each([
    ["is halted", { state: "HALTED", reason: "EIO" }, "the audit log is halted: EIO"],
    ["is late", { waitedMs: 60_001 }, "records wait for a checkpoint since 60 s"],
    ["is of unknown age", { waitedMs: Number.NaN }, "records wait for a checkpoint since NaN s"],
  ] as const)("an audit log that %s makes the desk warn", (_, audit, output) => {
    expect(judge(sync({}, audit))).toEqual(["warn", output]);
  });

  test("an old checkpoint with nothing behind it is as good as a new one", () => {
    expect(judge(sync({}, { ageMs: 3_600_000, waitedMs: 60_000 }))).toEqual(["pass"]);
  });
});

describe("the health document", () => {
  const view = viewOf(ACTORS, { record: () => sync({}, { state: "HALTED", reason: "EIO" }) });
  const checksAt = async (path: string) => {
    const [route = ""] = path.split("?");
    const response = healthRoutes(view)[route]?.(new Request(`http://localhost${path}`));
    if (response === undefined) throw new Error(`no route ${route}`);
    const { checks } = (await response.json()) as { checks: Record<string, object[]> };
    return checks;
  };

  test.each(["/livez", "/readyz", "/healthz"])("%s names the durability", async (path) => {
    expect((await checksAt(path))["desk:durability"]).toMatchObject([
      { componentType: "system", status: "pass", observedValue: "sync" },
    ]);
  });

  test("has the root of the log's tree for who asks for all, and what is wrong for all", async () => {
    const said = { status: "warn", observedValue: 12, output: "the audit log is halted: EIO" };
    const [brief] = (await checksAt("/readyz"))["audit:checkpoint"] ?? [];
    expect(brief).toMatchObject(said);
    expect(brief).not.toHaveProperty("root");
    const [verbose] = (await checksAt("/readyz?verbose"))["audit:checkpoint"] ?? [];
    expect(verbose).toMatchObject({ ...said, root: "Zm9v" });
  });
});

describe("/metrics", () => {
  const metricsOf = (record: RecordView) => metricsText(viewOf(ACTORS, { record: () => record }));

  test("has a gauge for each part of a record", () => {
    const lines = metricsOf(sync({ waiting: 2, waitedMs: 5 })).split("\n");
    expect(lines.filter((line) => /^outcry_(?:durab|journal_|audit_)/.test(line))).toEqual([
      'outcry_durability_info{durability="sync"} 1',
      "outcry_journal_durable_sequence 100",
      "outcry_journal_waiting_messages 2",
      "outcry_journal_waited_seconds 0.005",
      "outcry_journal_last_sync_seconds 0.00025",
      "outcry_journal_halted 0",
      "outcry_audit_size_leaves 12",
      "outcry_audit_checkpoint_age_seconds 5",
      "outcry_audit_waited_seconds 0",
      "outcry_audit_halted 0",
    ]);
  });

  test("has none of what was never measured, or is not there", () => {
    const young = metricsOf(sync({ syncMs: Number.NaN }, { ageMs: Number.NaN }));
    expect(young).not.toContain("last_sync_seconds");
    expect(young).not.toContain("checkpoint_age");
    expect(metricsOf({ durability: "none", journal: null, audit: null })).not.toMatch(
      /outcry_(?:journal|audit)_/,
    );
  });
});
