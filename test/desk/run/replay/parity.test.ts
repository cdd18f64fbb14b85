/** A capture at the greatest speed, run again in the order in which its messages were delivered. */
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { logsOf } from "../../../../src/desk/run/files/take-over.ts";
import { replayRun } from "../../../../src/desk/run/replay/replay-run.ts";
import { FileTable } from "../../../../src/runtime/codec/file-table.ts";
import { RecordFile } from "../../../../src/runtime/codec/record-file.ts";
import { atEnd } from "../../../kit/at-end.ts";
import { dataOf, runStart } from "../../faults/kit/command.ts";

setDefaultTimeout(120_000);

const CAPTURES = resolve(import.meta.dir, "../../../../../shared/data/captures/binance-spot");
const BTC = join(CAPTURES, "btcusdt-2024-08-08.gz");
const isRecorded = existsSync(BTC);
if (!isRecorded) process.stderr.write(`skipped: no captures in ${CAPTURES}\n`);

/** What a desk decides. */
const DECISIONS = new Set(["intent", "approved", "refused", "order-event"]);

/** Hashes of what each actor said of each kind of decision, in its order. */
class Decisions {
  readonly #hashers = new Map<string, Bun.CryptoHasher>();
  count = 0;

  add(actor: string, type: string, payload: Uint8Array): undefined {
    const key = `${actor} ${type}`;
    const hasher = this.#hashers.get(key) ?? new Bun.CryptoHasher("sha256");
    this.#hashers.set(key, hasher);
    hasher.update(payload);
    this.count += 1;
  }

  digest(): Readonly<Record<string, string>> {
    const entries = [...this.#hashers].map(([key, hasher]) => [key, hasher.digest("hex")] as const);
    return Object.fromEntries(entries.sort());
  }
}

let types = new Map<number, string>();

/** Of a run's message logs. */
function decisionsOf(folder: string): Decisions {
  const decisions = new Decisions();
  for (const path of logsOf(folder)) {
    const table = new FileTable();
    for (const record of new RecordFile(readFileSync(path))) {
      if (table.take(record)) continue;
      const type = table.types.get(record.type)?.name ?? "";
      types.set(record.type, type);
      const actor = table.actors.get(record.actor)?.name ?? "";
      if (DECISIONS.has(type)) decisions.add(actor, type, record.payload);
    }
  }
  return decisions;
}

describe.skipIf(!isRecorded)("a recorded capture at max", () => {
  beforeAll(() => {
    types = new Map();
  });

  test("replayed in the recorded order decides the same, by hash", async () => {
    const data = mkdtempSync(join(tmpdir(), "outcry-parity-"));
    atEnd(() => rmSync(data, { recursive: true }));
    const folder = join(data, "run");
    const given = ["--capture", BTC, "--speed", "max", "--delivery-log", "--port", "0"];
    dataOf(await runStart(["config/playback", ...given, "--data", folder, "--json"]));
    const kept = decisionsOf(folder);
    const again = new Decisions();
    const whole = { folder, actor: null, until: null, breakAt: null, sources: null };
    const reports = await replayRun({
      ...whole,
      onSent(actor, { type, payload }) {
        const name = types.get(type) ?? "";
        if (DECISIONS.has(name)) again.add(actor, name, payload);
      },
    });
    const ends = reports.flatMap(({ lives }) => lives.map(({ end }) => end.kind));
    // Who keeps files of its own is not run again.
    expect(new Set(ends)).toEqual(new Set(["OWN_FILES", "EQUAL"]));
    expect(again.count).toBe(kept.count);
    expect(again.digest()).toEqual(kept.digest());
    expect(kept.count).toBeGreaterThan(200);
    // The same by the sources as they are now, which is what a change of them is judged by.
    const sources = resolve(import.meta.dir, "../../../../actors");
    const bySource = await replayRun({ ...whole, sources });
    expect(bySource.flatMap(({ lives }) => lives.map(({ end }) => end.kind))).toEqual(ends);
  });
});
