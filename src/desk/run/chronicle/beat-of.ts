/** What a beat says of the desk at one moment: pure. */
import type { HealthCheck } from "../../http/health-check.ts";
import { type ReadinessView, readinessOf } from "../../http/readiness.ts";
import type { BeatBody, BeatCause } from "../../message/beat.ts";
import type { TradingState } from "../state/desk-state.ts";

/** What of a desk is beaten. */
export type BeatView = ReadinessView & {
  /** As risk has it, and main; null before risk has said it for the first time. */
  readonly trading: TradingState | null;
};

const READY = { pass: "PASS", warn: "WARN", fail: "FAIL" } as const;

export function beatOf(view: BeatView): BeatBody {
  const { status, checks } = readinessOf(view);
  return {
    ready: READY[status],
    // Trading is halted until somebody has said that it is not.
    trading: view.halted === null ? (view.trading ?? "HALTED") : "HALTED",
    causes: [...causesOf(checks, "fail"), ...causesOf(checks, "warn")],
    isDraining: view.draining,
  };
}

/**
 * Whether another answer is given than before. Reasons alone may change as time goes by; a desk that
 * drains has that for a cause.
 */
export function isOther(before: BeatBody | null, { ready, trading, causes }: BeatBody) {
  if (before === null || before.causes.length !== causes.length) return true;
  return (
    before.ready !== ready ||
    before.trading !== trading ||
    causes.some(({ actor }, place) => before.causes[place]?.actor !== actor)
  );
}

function causesOf(checks: readonly HealthCheck[], wanted: "fail" | "warn"): readonly BeatCause[] {
  return checks
    .filter(({ status }) => status === wanted)
    .map(({ name, output, cause = output }) => ({
      actor: name.split(":", 1)[0] ?? name,
      reason: cause ?? "",
    }));
}
