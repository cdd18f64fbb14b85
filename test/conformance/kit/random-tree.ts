/** Random trees of supervisors, and random things that happen to them. */
import type { Prng } from "../../../src/core/prng.ts";
import type { TreeRequest } from "../../../src/runtime/supervisor/tree/administration.ts";
import {
  type BranchSpec,
  checkTree,
  type NodeSpec,
} from "../../../src/runtime/supervisor/tree/tree-spec.ts";
import { supervisor, type VirtualTree, worker } from "./virtual-tree.ts";

const STRATEGIES = ["one_for_one", "one_for_one", "one_for_all", "rest_for_one", "pool"] as const;
const SHUTDOWNS = ["never", "never", "any_significant", "all_significant"] as const;

/** A valid tree of at most three levels below the root. */
export function randomTree(prng: Prng): BranchSpec {
  let names = 0;
  const name = (prefix: string) => {
    names += 1;
    return `${prefix}${names}`;
  };

  function branch(own: string, depth: number): BranchSpec {
    const strategy = depth === 0 ? "one_for_one" : prng.pick(STRATEGIES);
    const autoShutdown = prng.pick(SHUTDOWNS);
    const isPool = strategy === "pool";
    const count = isPool ? 1 : prng.between(0, 4);
    const children = Array.from({ length: count }, () =>
      !isPool && depth < 3 && prng.unit() < 0.4
        ? branch(name("s"), depth + 1)
        : leaf(autoShutdown !== "never"),
    );
    const minMs = prng.between(0, 100);
    return supervisor(own, children, {
      strategy,
      autoShutdown: depth === 0 ? "never" : autoShutdown,
      ...(depth === 0 ? { restartsMax: prng.between(0, 20) } : { restartsMax: prng.between(0, 4) }),
      periodMs: prng.between(1, 5_000),
      onExceeded: strategy === "one_for_one" && prng.unit() < 0.5 ? "quarantine" : "escalate",
      backoffMs: [minMs, minMs + prng.between(0, 1_000)],
      restart: prng.pick(["permanent", "transient", "temporary"]),
      stopDeadlineMs: prng.pick([null, null, 500, "kill"]),
    });
  }

  function leaf(maySignify: boolean): NodeSpec {
    const restart = prng.pick(["permanent", "permanent", "transient", "temporary"] as const);
    return worker(name("w"), {
      restart,
      significant: maySignify && restart !== "permanent" && prng.unit() < 0.3,
      startDeadlineMs: prng.between(10, 60),
      stopDeadlineMs: prng.pick([0, 100, 1_000, "kill"]),
    });
  }

  for (;;) {
    const tree = branch("root", 0);
    if (checkTree(tree).length === 0) return tree;
  }
}

/** Every supervisor of the tree, the root first. */
export function branchesOf(spec: BranchSpec): readonly BranchSpec[] {
  const below = spec.children.filter((child) => child.kind === "SUPERVISOR");
  return [spec, ...below.flatMap(branchesOf)];
}

/** What a worker does from its next start on. */
export function scriptAtRandom(one: VirtualTree, name: string, prng: Prng): undefined {
  const isLate = prng.unit() < 0.1;
  one.script(name, {
    start: prng.pick([...Array(12).fill("READY"), "DECLINED", "FAILED", "FAILED"]),
    startMs: prng.between(0, 70) * prng.between(0, 1),
    stopMs: isLate ? Number.POSITIVE_INFINITY : prng.between(0, 400) * prng.between(0, 1),
    killMs: prng.between(0, 20),
  });
}

/**
 * Something that people might ask for. What would change the order of a group by hand is not
 * asked for: single children are stopped and started below `one_for_one` only.
 */
export function requestAtRandom(
  one: VirtualTree,
  branches: readonly BranchSpec[],
  prng: Prng,
): TreeRequest | null {
  const branch = prng.pick(branches);
  if (prng.unit() < 0.3) {
    const fresh = worker(`x${prng.between(0, 9)}`, { stopDeadlineMs: 100 });
    return { kind: "START", supervisor: branch.name, spec: fresh };
  }
  const { strategy } = branch.settings;
  const children = one.tree.list(branch.name) ?? [];
  if (strategy === "one_for_all" || strategy === "rest_for_one" || children.length === 0)
    return null;
  const child = prng.pick(children).name;
  const kind = prng.pick(["STOP", "RESTART", "DELETE", "RENEW"] as const);
  return kind === "RESTART" || kind === "DELETE" ? { kind, child } : { kind, child, reason: "ask" };
}
