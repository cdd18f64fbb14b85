/** A flood of quotes from one thread to another, with a delivery log or without, and what it took. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { recordedLives } from "../../src/desk/run/files/deliveries.ts";
import { readSegments } from "../../src/runtime/delivery/read-segments.ts";
import type { ActorSpec } from "../../src/runtime/supervisor/actor-spec.ts";
import { ActorSystem } from "../../src/runtime/supervisor/actor-system.ts";
import { TelemetryReader } from "../../src/runtime/telemetry/telemetry-reader.ts";
import { inspectedSpec, PLAIN_SPEC } from "../kit/plain-spec.ts";
import { TAKEN } from "./flood-taker.ts";

const LOOK_MS = 1;
const DEADLINE_MS = 60_000;

export type Flood = {
  readonly messagesPerS: number;
  /** Of the log of each actor, divided by all messages; NaN without a log. */
  readonly takerBytes: number;
  readonly flooderBytes: number;
};

export async function measureFlood(messages: number, isRecorded: boolean): Promise<Flood> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-flood-"));
  const deliveries = isRecorded ? join(folder, "deliveries") : null;
  const specs = await specsOf(messages);
  const system = await ActorSystem.start({ specs, common: null, seed: 1, deliveries });
  assert(system.ok, `the flood's actors start: ${JSON.stringify(system)}`);
  const messagesPerS = await paceOf(system.value, messages);
  await system.value.stop("the round is over");
  const bytesOf = (actor: string) =>
    isRecorded ? logBytesOf(folder, actor) / messages : Number.NaN;
  const flood = { messagesPerS, takerBytes: bytesOf("taker"), flooderBytes: bytesOf("flooder") };
  rmSync(folder, { recursive: true, force: true });
  return flood;
}

/** Between a tenth of all and all: what comes before warms up. */
async function paceOf(system: ActorSystem, messages: number): Promise<number> {
  const telemetry = system.telemetryOf("taker");
  assert(telemetry !== null, "the taker has telemetry");
  const reader = new TelemetryReader(telemetry);
  const taken = () => reader.counters()[TAKEN] ?? 0;
  const until = async (count: number) => {
    for (let waitedMs = 0; taken() < count; waitedMs += LOOK_MS) {
      assert(waitedMs < DEADLINE_MS, `a flood is over within ${DEADLINE_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return { count: taken(), atNs: monotonicNs() };
  };
  const first = await until(messages / 10);
  const last = await until(messages);
  return ((last.count - first.count) / (last.atNs - first.atNs)) * 1e9;
}

function logBytesOf(folder: string, actor: string): number {
  const paths = recordedLives(folder)
    .filter((life) => life.actor === actor)
    .flatMap((life) => life.paths);
  return readSegments(paths.map((path) => readFileSync(path))).bytes.length;
}

async function specsOf(messages: number): Promise<readonly ActorSpec[]> {
  const [flooder, taker] = await Promise.all([
    inspectedSpec(import.meta.resolve("./flooder.ts")),
    inspectedSpec(import.meta.resolve("./flood-taker.ts")),
  ]);
  const reads = [{ actor: "flooder", subscription: "GATE", lane: "MARKET" }] as const;
  return [
    { ...taker, ...PLAIN_SPEC, name: "taker", args: {}, reads },
    { ...flooder, ...PLAIN_SPEC, name: "flooder", args: { reader: "taker", messages }, reads: [] },
  ];
}
