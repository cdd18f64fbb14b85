/**
 * What a run of the demo desk puts on record: a change of a limit, what an operator did, each verdict of
 * the gate, and what the venue answered; and each filled order's story, whole and in order.
 */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findJournal } from "../../../src/desk/journal-view/find-journal.ts";
import { readRecords } from "../../../src/desk/journal-view/journal-reader.ts";
import { JournalView } from "../../../src/desk/journal-view/journal-view.ts";
import type { Body } from "../../../src/desk/journal-view/record-names.ts";
import { type OrderStory, storyOf } from "../../../src/desk/why/order-story.ts";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../cli/kit/child-desk.ts";

setDefaultTimeout(4 * DESK_DEADLINE_MS);

/** Every message of the desk that goes into its journal, and the journal's own word of begin and end. */
const KINDS = [
  ...["RUN_STARTED", "RUN_ENDED", "SNAPSHOT", "SEGMENT_END"],
  ...["actor-life", "beat", "config-load", "kept", "log", "operator-action"],
  ...["gate-check", "approved", "refused", "venue-answer", "order-event"],
];
/** By itself, or in the place of another. */
const BRINGING = ["order.place", "order.cancelReplace"];
const ASKED = "asked to bring it";
const STORY = [
  ...["market event", "decided", "checked", "APPROVED", "durable", "SENT"],
  ...[ASKED, "answered", "ACK", "FILL"],
];

type Read = { readonly type: string; readonly actor: string; readonly body: Body };

let config = "";
let run = "";
let desk: ChildDesk;

function journal() {
  const found = findJournal(run);
  if (!found.ok) throw new Error(found.failure);
  return { found: found.value, view: new JournalView(found.value.journal) };
}

function read(): readonly Read[] {
  return [...readRecords(journal().view)].map((seen) => ({
    ...{ type: seen.type, actor: seen.actor },
    body: (seen.isMessage ? seen.decode().body : null) ?? {},
  }));
}

const hasKind = (kind: string) => read().some(({ body }) => body.kind === kind);

beforeAll(async () => {
  config = mkdtempSync(join(tmpdir(), "outcry-demo-"));
  cpSync(join(ROOT, "config/demo"), config, { recursive: true });
  desk = new ChildDesk([config, "--no-guard", "--port", "0", "--data", "run-1"]);
  run = join(desk.folder, "run-1");
  await desk.url();
  await desk.until("a fill", () => hasKind("FILL"));
  const file = join(config, "strategy-market-maker.toml");
  // At once: half a file is another file.
  writeFileSync(`${file}.new`, readFileSync(file, "utf8").replace('"0.02"', '"0.000001"'));
  renameSync(`${file}.new`, file);
  await desk.until("a refusal", () => read().some(({ type }) => type === "refused"));
  desk.signal("SIGTERM");
  const { exit, err } = await desk.ended;
  expect(exit, err).toBe(0);
});

afterAll(async () => {
  await desk?.end();
  rmSync(config, { recursive: true, force: true });
});

describe("a run of the demo desk", () => {
  test("puts every kind of what happened on record", () => {
    const seen = new Set(read().map(({ type }) => type));
    expect(KINDS.filter((kind) => !seen.has(kind))).toEqual([]);
  });

  test("puts a change of a limit on record, with what it was before", () => {
    const loads = read().filter(({ type }) => type === "config-load");
    expect(loads[0]?.body.changes).toEqual([]);
    // An actor with other limits goes and comes: that may be two loads.
    expect(loads.slice(1).flatMap(({ body }) => body.changes)).toContain(
      "strategy-market-maker: limits.positionLots.0 20000 > 1",
    );
  });

  test("puts what its operator did on record, from the start to the stop", () => {
    const actions = read().filter(({ type }) => type === "operator-action");
    const said = actions.map(({ body }) => body.action);
    expect(said[0]).toBe("start");
    expect(said).toContain("stop");
  });

  test("has an answer of the venue for each order that it took, and no key in any", () => {
    const records = read();
    const answers = records.filter(({ type }) => type === "venue-answer");
    const placed = new Set(
      answers
        .filter(
          ({ body }) => BRINGING.includes(String(body.method)) && body.outcome === "CONFIRMED",
        )
        .map(({ body }) => body.orderId),
    );
    const filled = records.filter(({ body }) => body.kind === "FILL");
    expect(filled.filter(({ body }) => !placed.has(body.orderId))).toEqual([]);
    const gateway = readFileSync(join(config, "execution-binance.toml"), "utf8");
    const keys = [...gateway.matchAll(/^(?:apiKey|secret) = "(.+)"$/gm)].map(([, key = ""]) => key);
    expect(keys).toHaveLength(2);
    const text = JSON.stringify(answers);
    expect(keys.filter((key) => text.includes(key))).toEqual([]);
  });

  test("tells of each order that was filled the whole story, no cause behind its effect", () => {
    const { found, view } = journal();
    const ids = new Set(
      read()
        .filter(({ body }) => body.kind === "FILL")
        .map(({ body }) => String(body.orderId)),
    );
    expect(ids.size).toBeGreaterThan(0);
    for (const id of ids) {
      const story = storyOf(found, view, id);
      if (story === null) throw new Error(`no story of ${id}`);
      expectWhole(story);
    }
  });
});

function expectWhole({ steps, numbers, marketEvent, intent, verdict, ...story }: OrderStory) {
  const bringing = BRINGING.map((method) => `asked ${method}`);
  const whats = steps.map(({ what }) => (bringing.includes(what) ? ASKED : what));
  expect(STORY.filter((what) => !whats.includes(what))).toEqual([]);
  // The venue may tell a fill before it answers the request.
  const before = (what: string) => STORY.slice(0, STORY.indexOf(ASKED)).includes(what);
  expect(whats.filter(before)).toEqual(STORY.filter(before));
  const walls = steps.map(({ wallMicros }) => wallMicros);
  expect(walls).toEqual(walls.toSorted((left, right) => left - right));
  // The newest of the feed that the strategy had heard.
  expect(["quote", "trade", "l2-delta"]).toContain(marketEvent?.type ?? "none");
  expect(intent?.type).toBe("intent");
  expect(verdict?.kind).toBe("APPROVED");
  expect(numbers.map(({ outcome }) => outcome)).toEqual(numbers.map(() => "PASSED"));
  expect(numbers.length).toBe(6);
  expect(story.wasSentEarly).toBe(false);
  const { before: held, after } = story.trail.position;
  expect(Number.isFinite(held) && Number.isFinite(after)).toBe(true);
}
