/** All clocks of one thread at about one moment: Bun's own, and the desk's. Nanoseconds each. */
import { monotonicNs } from "../../../src/core/clock.ts";

export type Clocks = Readonly<Record<"nanoseconds" | "performance" | "hrtime" | "ours", number>> & {
  /** `performance.timeOrigin` and `performance.now` together. */
  readonly origin: number;
};

export function readClocks(): Clocks {
  return {
    nanoseconds: Bun.nanoseconds(),
    performance: performance.now() * 1e6,
    hrtime: Number(process.hrtime.bigint()),
    origin: (performance.timeOrigin + performance.now()) * 1e6,
    ours: monotonicNs(),
  };
}
