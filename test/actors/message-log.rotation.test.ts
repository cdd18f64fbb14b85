/** The message log at its bound: a new file is begun, and each file explains itself. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import messageLog from "../../actors/message-log.ts";
import { type LoggedRecord, openLog, recordsOf } from "../../src/desk/cli/record-lines.ts";
import { Trade } from "../../src/desk/message/trade.ts";
import { createIo } from "../../src/runtime/io/create-io.ts";
import { rotatedPath } from "../../src/runtime/io/disk/shift-files.ts";

const MIB = 2 ** 20;
const TYPE = 7;
const FULL_DISK = "/dev/full";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "outcry-rotation-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

type Log = typeof messageLog;
type State = Awaited<ReturnType<Log["start"]>>;
type Ctx = Parameters<NonNullable<Log["settle"]>>[1];

/** An incarnation of the log that writes to `file`, and what it counts and says. */
class LogInLife {
  readonly counts: Record<string, number> = {};
  readonly said: string[] = [];
  readonly #io = createIo({ complete: (run) => void run() });
  readonly #ctx: Ctx;
  readonly #state: State;

  constructor(file: string) {
    const common = { folder, instruments: [{ number: 0, name: "BTC-USDT@test" }] };
    const ctx = {
      common,
      from: "feed-test",
      types: [{ number: TYPE, schema: Trade.schema, hash: "" }],
      io: this.#io,
      wall: () => 1_700_000_000_000_000,
      count: (name: string, by = 1) => {
        this.counts[name] = (this.counts[name] ?? 0) + by;
      },
      log: (_level: string, text: string) => void this.said.push(text),
    };
    this.#ctx = ctx as unknown as Ctx;
    const start = { kept: undefined, self: { number: 9 }, about: {}, common };
    const args = { file, fileMiBMax: 1 };
    this.#state = messageLog.start(start as never, args as never) as State;
    messageLog.open?.(this.#state, this.#ctx);
    const peer = { name: "feed-test", kind: "feed", number: 3, incarnation: 1, state: "ATTACHED" };
    messageLog.on?.peer?.(this.#state, peer as never, this.#ctx);
  }

  record(sequence: number): undefined {
    const body = { ...BODY, tradeId: String(sequence) };
    const data = new DataView(new ArrayBuffer(Trade.codec.sizeOf(body)));
    const payloadBytes = Trade.codec.write(data, 0, body);
    const head = { type: TYPE, version: Trade.version, sequence, committedAt: sequence };
    messageLog.record?.(this.#state, { ...head, data, offset: 0, payloadBytes }, this.#ctx);
  }

  settle(): undefined {
    messageLog.settle?.(this.#state, this.#ctx);
  }

  stop(): undefined {
    messageLog.stop?.(this.#state, this.#ctx, "the test");
    this.#io.close();
  }
}

const BODY = {
  instrument: 0,
  aggressor: "BUY" as const,
  priceTicks: 1,
  lots: 2,
  venueTimeUs: 3,
  receivedAt: 4,
  builtAt: 5,
  tradeId: "",
};

function recordsIn(path: string): readonly LoggedRecord[] {
  const log = openLog(readFileSync(path));
  const records = [...recordsOf(log)];
  expect(log.file.tornAt).toBeNull();
  expect(log.table.instruments.size).toBe(1);
  return records;
}

describe("message-log", () => {
  test("begins a new file at its bound, keeps four, and each file explains itself", () => {
    const log = new LogInLife("messages.log");
    let written = 0;
    while ((log.counts["log:rotations"] ?? 0) < 5 && written < 100_000) {
      log.record(written);
      written += 1;
      if (written % 100 === 0) log.settle();
    }
    log.stop();
    expect(log.counts["log:rotations"]).toBe(5);
    const path = join(folder, "messages.log");
    const files = [3, 2, 1, 0].map((age) => rotatedPath(path, age));
    const sequences: number[] = [];
    for (const file of files) {
      expect(statSync(file).size).toBeLessThanOrEqual(MIB);
      for (const { actor, type, sequence, body } of recordsIn(file)) {
        expect({ actor, type, tradeId: body?.tradeId }).toEqual({
          actor: "feed-test",
          type: "trade",
          tradeId: String(sequence),
        });
        sequences.push(sequence);
      }
    }
    expect(existsSync(rotatedPath(path, 4))).toBe(false);
    // The last so many, each once and in order.
    const first = written - sequences.length;
    expect(sequences).toEqual(Array.from({ length: sequences.length }, (_, at) => first + at));
  });

  test("a new incarnation goes on in the file of the last one", () => {
    const first = new LogInLife("again.log");
    first.record(0);
    first.stop();
    const second = new LogInLife("again.log");
    second.record(1);
    second.stop();
    const records = recordsIn(join(folder, "again.log"));
    expect(records.map(({ sequence, actor }) => [sequence, actor])).toEqual([
      [0, "feed-test"],
      [1, "feed-test"],
    ]);
  });

  test.skipIf(!existsSync(FULL_DISK))("a full disk halts the log, once, and throws nothing", () => {
    const log = new LogInLife(FULL_DISK);
    for (const sequence of [0, 1]) {
      log.record(sequence);
      log.settle();
    }
    log.stop();
    expect(log.counts["log:halted"]).toBe(1);
    expect(log.said).toEqual([expect.stringContaining("trading goes on: ENOSPC")]);
  });
});
