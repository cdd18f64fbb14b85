/** What a figure was measured on: without it the figure says nothing. */
import { cpus, loadavg } from "node:os";

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  /** Load average of the last minute when the bench began. */
  readonly load: number;
  readonly bun: string;
};

export function readMachine(): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model ?? "unknown",
    cores: cpus().length,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    bun: Bun.version,
  };
}
