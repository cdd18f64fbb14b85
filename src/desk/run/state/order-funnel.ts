/** Where orders are lost between a strategy and its fills, by what the actors have counted. */
import type {
  FunnelStep,
  OrderFunnel,
  RefusalRow,
  RefusalStep,
} from "../../http/trading/trading-view.ts";

export type Counts = Readonly<Record<string, number>>;

/** An actor with its counters. */
export type Counted = { readonly actor: string; readonly counters: Counts };

export const FUNNEL_STEPS: readonly FunnelStep[] = [
  "quotes",
  "intents",
  "refused",
  "expired",
  "sent",
  "acked",
  "rejected",
  "unanswered",
  "fills",
];

/** Group of counters of each step that says why, and of what must not be counted with them. */
const STEPS: readonly (readonly [group: string, step: RefusalStep])[] = [
  ["refused", "RISK"],
  ["unsent", "GATEWAY"],
  ["rejected", "VENUE"],
];

/** Returns the steps, of all actors together. */
export function funnelOf(all: readonly Counted[]): OrderFunnel {
  const sumOf = (step: string) =>
    all.reduce((sum, { counters }) => sum + (counters[`funnel:${step}`] ?? 0), 0);
  return Object.fromEntries(FUNNEL_STEPS.map((step) => [step, sumOf(step)])) as OrderFunnel;
}

/** Returns every reason that was met, by step, the most frequent first. */
export function refusalsOf(all: readonly Counted[]): readonly RefusalRow[] {
  const rows = STEPS.flatMap(([group, step]) =>
    all.flatMap(({ actor, counters }) =>
      Object.entries(counters)
        .filter(([name, count]) => name.startsWith(`${group}:`) && count > 0)
        .map(([name, count]) => ({ step, actor, reason: name.slice(group.length + 1), count })),
    ),
  );
  const place = (row: RefusalRow) => STEPS.findIndex(([, step]) => step === row.step);
  return rows.sort((one, other) => place(one) - place(other) || other.count - one.count);
}
