/**
 * Question: how long does it take from a frame on the wire to its order at the gateway?
 *
 * The demo desk, real threads and a real socket, one order a quote at about a hundred quotes a
 * second. Each order's time is counted twice: from when its frame was sent, and from when it should
 * have been, so that a stall of the sender is not omitted. Beside it, in the same run and in turns
 * with it, a bare chain of as many parked threads that wake each other and do nothing else: feed,
 * strategy, risk, execution.
 */
import { measureChain } from "./kit/bare-chain.ts";
import { measureDesk } from "./kit/desk-hops.ts";
import { readMachine } from "./kit/machine.ts";
import { quantileOf } from "./kit/quartiles.ts";
import { type BenchOptions, type BenchReport, printReport, ratioOf, rowOf } from "./kit/report.ts";

const HOPS = 4;
/** Between two wakes of the chain: the pace of the desk's quotes. */
const PAUSE_MS = 10;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const machine = readMachine();
  const rounds = options.small ? 1 : 5;
  const seconds = options.small ? 2 : 8;
  const measured: Record<string, number[]> = {};
  const keep = (name: string, values: readonly number[]) => {
    for (const [suffix, fraction] of [
      ["p50", 0.5],
      ["p99", 0.99],
    ] as const) {
      const key = `${name} ${suffix}`;
      measured[key] = [...(measured[key] ?? []), quantileOf(values, fraction)];
    }
  };
  for (let round = 1; round <= rounds; round += 1) {
    const { fromIntended, fromSent } = await measureDesk({ seconds, seed: round });
    keep("desk from intended", fromIntended);
    keep("desk from sent", fromSent);
    keep("bare chain", await measureChain(HOPS, seconds * 50, PAUSE_MS));
  }
  const rows = Object.entries(measured).map(([name, values]) => rowOf(name, "ns", values));
  const ratios = {
    p50: ratioOf(rows, "desk from sent p50", "bare chain p50"),
    p99: ratioOf(rows, "desk from sent p99", "bare chain p99"),
    omissionP99: ratioOf(rows, "desk from intended p99", "desk from sent p99"),
  };
  const report = { bench: "hop", machine, rows, ratios };
  printReport(report, options);
  return report;
}
