/**
 * The same quote by other ways between two threads of JavaScript: `postMessage` of an array, a call
 * by comlink, and msgpackr into our ring.
 */
import { MessageChannel } from "node:worker_threads";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../src/runtime/ring/topic-memory.ts";
import { attachReader } from "../../src/runtime/ring/topic-slots.ts";
import { checkSums, countsOf, runThreads, startThread } from "./ring-round.ts";
import { ringWorkOf } from "./ring-work.ts";

export type OtherWay = "postMessage" | "postMessage16" | "comlink" | "msgpackr";

export type OtherStart = {
  readonly way: OtherWay;
  readonly port: import("node:worker_threads").MessagePort;
  /** For msgpackr. */
  readonly lines: SharedArrayBuffer;
  readonly topic: SharedArrayBuffer;
  readonly slot: number;
  readonly warmUp: number;
  readonly messages: number;
};

/** Nanoseconds a message. */
export async function runOtherRound(way: OtherWay, messages: number): Promise<number> {
  const lines = allocateLines();
  const topic = allocateTopic({ capacityBytes: 1 << 20 });
  const slot = attachReader(topic, { kind: "GATE", bellLine: 1 });
  const counts = countsOf(messages);
  const start = { way, lines, topic, slot, ...counts };
  const { port1, port2 } = new MessageChannel();
  const thread = (file: string, port: OtherStart["port"]) => {
    const workerData: OtherStart = { ...start, port };
    return startThread(new URL(file, import.meta.url), workerData, [port]);
  };
  const reader = thread("./other-reader.ts", port1);
  const writer = thread("./other-writer.ts", port2);
  const results = await runThreads(writer, [reader]);
  checkSums(results, ringWorkOf("quote").sumOf(counts.warmUp + counts.messages));
  return Math.max(...results.map(({ nsAMessage }) => nsAMessage));
}
