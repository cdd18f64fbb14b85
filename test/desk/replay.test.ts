/** `bun run start` on recorded captures and on generated frames: the same input, the same words. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FileTable } from "../../src/runtime/codec/file-table.ts";
import { RecordFile } from "../../src/runtime/codec/record-file.ts";
import { dataOf, type RunData, runStart } from "./faults/kit/command.ts";

setDefaultTimeout(120_000);

const CAPTURES = resolve(import.meta.dir, "../../../shared/data/captures/binance-spot");
const captureOf = (name: string) => join(CAPTURES, `${name}.gz`);
const BTC_08 = captureOf("btcusdt-2024-08-08");
const BTC_09 = captureOf("btcusdt-2024-08-09");
const ETH_08 = captureOf("ethusdt-2024-08-08");
const isRecorded = [BTC_08, BTC_09, ETH_08].every((path) => existsSync(path));
if (!isRecorded) process.stderr.write(`skipped: no captures in ${CAPTURES}\n`);

let data: string;
let runs = 0;

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), "outcry-replay-"));
});

afterAll(() => rmSync(data, { recursive: true }));

type Replayed = RunData & {
  readonly counts: Readonly<Record<string, number>>;
  readonly log: string;
};

async function replay(...captures: readonly string[]): Promise<Replayed> {
  runs += 1;
  const folder = join(data, `run-${runs}`);
  const given = captures.flatMap((path) => ["--capture", path]);
  const ended = await runStart([
    "config/playback",
    ...given,
    "--speed",
    "max",
    "--json",
    "--port",
    "0",
    "--data",
    folder,
  ]);
  const run = dataOf(ended);
  return { ...run, counts: run.feeds["feed-binance"] ?? {}, log: join(folder, "messages.log") };
}

/** Nothing waits any more and nothing is on its way: each step of the funnel is the sum of the next ones. */
function checkSums({ funnel }: Pick<RunData, "funnel">): undefined {
  const { intents = Number.NaN, refused = 0, expired = 0, sent = Number.NaN } = funnel;
  const { acked = 0, rejected = 0, unanswered = 0 } = funnel;
  expect(refused + expired + sent).toBe(intents);
  expect(acked + rejected + unanswered).toBe(sent);
}

/** Hash of what the feed said: types and bodies, without its log lines and without times. */
function hashOf(path: string): { readonly messages: number; readonly hash: string } {
  const hasher = new Bun.CryptoHasher("sha256");
  const table = new FileTable();
  let messages = 0;
  for (const record of new RecordFile(readFileSync(path))) {
    if (table.take(record)) continue;
    const schema = table.types.get(record.type);
    if (table.actors.get(record.actor)?.kind !== "feed" || schema?.name === "log") continue;
    const timeless = schema?.fields.filter(({ unit }) => unit !== "ns") ?? [];
    const body = table.decode(record) as Readonly<Record<string, unknown>>;
    const values = timeless.map(({ name }) => body[name]);
    hasher.update(JSON.stringify([schema?.name, values]));
    messages += 1;
  }
  return { messages, hash: hasher.digest("hex") };
}

describe.skipIf(!isRecorded)("a recorded capture at max", () => {
  test("of BTC: every frame is heard, the book is whole, twice with the same words", async () => {
    const [first, second] = [await replay(BTC_08), await replay(BTC_08)];
    expect(first.counts).toMatchObject({
      depth: 3_451,
      quotes: 28_040,
      trades: 9_757,
      gaps: 0,
      resyncs: 0,
      reconnects: 0,
      bookMismatches: 0,
    });
    expect(first.counts.bookChecks).toBeGreaterThan(3_000);
    expect(second.counts).toEqual(first.counts);
    const hash = hashOf(first.log);
    expect(hash.messages).toBeGreaterThan(3_451 + 28_040 + 9_757 - 100);
    expect(hashOf(second.log)).toEqual(hash);
  });

  test("of ETH: every frame is heard, and the book is whole", async () => {
    const { counts } = await replay(ETH_08);
    expect(counts).toMatchObject({
      depth: 3_434,
      quotes: 24_077,
      trades: 6_106,
      gaps: 0,
      resyncs: 0,
      bookMismatches: 0,
    });
    expect(counts.bookChecks).toBeGreaterThan(3_000);
  });

  test("and the next day behind it: two captures are one stream, without a resync", async () => {
    const { counts, funnel } = await replay(BTC_08, BTC_09);
    expect(counts).toMatchObject({ gaps: 0, resyncs: 0, reconnects: 0, bookMismatches: 0 });
    expect(counts.depth).toBeGreaterThan(3_451);
    expect(counts.quotes).toBeGreaterThan(28_040);
    checkSums({ funnel });
  });

  test.each([
    ["cut off", () => readFileSync(BTC_08).subarray(0, 100_000), "it is truncated"],
    ["a later one of its symbol alone", () => readFileSync(BTC_09), "it holds no depth snapshot"],
  ])("that is %s: exit 4 with a sentence", async (_, bytesOf, sentence) => {
    const path = join(data, "broken.gz");
    writeFileSync(path, bytesOf());
    const { exit, err } = await runStart(["--capture", path, "--port", "0"]);
    expect(exit).toBe(4);
    expect(err).toContain(`capture ${path} cannot be`);
    expect(err).toContain(sentence);
  });
});

describe("a capture that cannot be used", () => {
  test("because it is not there, or not gzip: exit 4 with a sentence, and nothing starts", async () => {
    const absent = join(data, "absent.gz");
    const missing = await runStart(["--capture", absent, "--port", "0"]);
    expect(missing.exit).toBe(4);
    expect(missing.err).toContain(`capture ${absent} cannot be used: there is no such file`);

    const plain = join(data, "plain.gz");
    writeFileSync(plain, "not gzip\n");
    const { exit, out } = await runStart(["--capture", plain, "--port", "0", "--json"]);
    expect(exit).toBe(4);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      error: {
        code: "E_DATA",
        exit: 4,
        message: `capture ${plain} cannot be used: it is not gzip, or is damaged`,
      },
    });
  });
});

describe("generated frames", () => {
  test("are traded: there are fills, and every intent is refused, expired or sent", async () => {
    const folder = join(data, "generated");
    const given = ["--for", "10s", "--json", "--port", "0", "--data", folder];
    const { funnel, feeds } = dataOf(await runStart(["config/playback", ...given]));
    expect(funnel.fills).toBeGreaterThan(0);
    checkSums({ funnel });
    expect(feeds["feed-binance"]).toMatchObject({ gaps: 0, resyncs: 0, bookMismatches: 0 });
  });
});
