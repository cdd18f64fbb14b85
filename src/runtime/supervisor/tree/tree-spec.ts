/** A tree of supervisors and workers as the decisions see it, and what must hold of it. */
import type { StopDeadline, SupervisorPlace, SupervisorSettings } from "./supervisor-spec.ts";

/** A child that runs: a thread, whatever it hosts. */
export type WorkerSpec = {
  readonly kind: "WORKER";
  /** Unique within the tree, supervisors included. */
  readonly name: string;
  readonly restart: SupervisorPlace["restart"];
  readonly significant: boolean;
  /** Null waits for ever. Milliseconds. */
  readonly startDeadlineMs: number | null;
  readonly stopDeadlineMs: StopDeadline;
};

/** A child that supervises others. */
export type BranchSpec = SupervisorPlace & {
  readonly kind: "SUPERVISOR";
  readonly name: string;
  readonly settings: SupervisorSettings;
  /** In start order. Of a pool: the one pattern of its children. */
  readonly children: readonly NodeSpec[];
};

export type NodeSpec = WorkerSpec | BranchSpec;

/** Returns every mistake as a sentence that names its place; none when the tree can be started. */
export function checkTree(root: BranchSpec): readonly string[] {
  const seen = new Set<string>();
  return checkNode(root, null, seen);
}

/** The mistakes of a child that is to be added below `supervisor`. */
export function checkChild(child: NodeSpec, supervisor: SupervisorSettings): readonly string[] {
  return checkNode(child, supervisor, new Set());
}

function checkNode(
  spec: NodeSpec,
  supervisor: SupervisorSettings | null,
  seen: Set<string>,
): readonly string[] {
  const { name } = spec;
  const mistakes: string[] = [];
  const must = (holds: boolean, rule: string) => {
    if (!holds) mistakes.push(`${name}: ${rule}`);
  };
  must(!seen.has(name), "a name must be the only one of its kind");
  seen.add(name);
  must(isStopDeadline(spec.stopDeadlineMs), 'stopDeadlineMs must be from 0 up, "kill" or null');
  if (spec.significant && supervisor !== null) {
    must(supervisor.autoShutdown !== "never", "significant needs autoShutdown of its supervisor");
    must(spec.restart !== "permanent", "a significant child must not be permanent");
  }
  if (spec.kind === "WORKER") {
    const { startDeadlineMs } = spec;
    must(
      startDeadlineMs === null || startDeadlineMs > 0,
      "startDeadlineMs must be above 0 or null",
    );
    return mistakes;
  }
  checkSettings(spec, must);
  const below = spec.children.flatMap((child) => checkNode(child, spec.settings, seen));
  return [...mistakes, ...below];
}

function checkSettings(
  { settings, children }: BranchSpec,
  must: (holds: boolean, rule: string) => void,
): undefined {
  const { strategy, restartsMax, periodMs, onExceeded, backoffResetMs } = settings;
  const [minMs, maxMs] = settings.backoffMs;
  must(
    Number.isSafeInteger(restartsMax) && restartsMax >= 0,
    "restartsMax must be whole, from 0 up",
  );
  must(Number.isFinite(periodMs) && periodMs > 0, "periodMs must be above 0");
  must(minMs >= 0 && minMs <= maxMs && maxMs < Number.POSITIVE_INFINITY, "backoffMs must ascend");
  must(backoffResetMs === null || backoffResetMs >= 0, "backoffResetMs must be from 0 up, or null");
  must(
    onExceeded === "escalate" || strategy === "one_for_one",
    'onExceeded = "quarantine" needs strategy = "one_for_one"',
  );
  const [template] = children;
  const isPattern = children.length === 1 && template?.kind === "WORKER";
  must(strategy !== "pool" || isPattern, "a pool must have exactly one pattern, of a worker");
}

function isStopDeadline(deadline: StopDeadline): boolean {
  return deadline === null || deadline === "kill" || (deadline >= 0 && Number.isFinite(deadline));
}
