/** Specifications of the kit's actors, as a desk would make them. */
import type { ActorInspection } from "../../src/runtime/actor/inspection.ts";
import { inspect } from "../../src/runtime/actor/inspector.ts";
import type { ActorSpec, ReadSpec } from "../../src/runtime/supervisor/actor-spec.ts";
import { CHILD_DEFAULTS, type ChildSpec } from "../../src/runtime/supervisor/child-spec.ts";
import type { SupervisorSpec } from "../../src/runtime/supervisor/tree/supervisor-spec.ts";
import { PLAIN_ROOT } from "../../src/runtime/supervisor/tree-plan.ts";

/** A file of the kit. */
export type KitActor =
  | "auditor"
  | "bouncer"
  | "gateway"
  | "gauge"
  | "held"
  | "ledger"
  | "leaky"
  | "listener"
  | "mortal"
  | "notary"
  | "ping"
  | "pong"
  | "scribe"
  | "stuck"
  | "survivor"
  | "venue"
  | "watcher";

type Changes = Partial<Omit<ActorSpec, "child">> & { readonly child?: Partial<ChildSpec> };

const inspections = new Map<string, Promise<ActorInspection>>();

/** A specification of an actor of the kit; `name` is also the actor's name without changes. */
export async function specOf(kit: KitActor, changes: Changes = {}): Promise<ActorSpec> {
  const { child, ...rest } = changes;
  const module = new URL(`./${kit}.ts`, import.meta.url).href;
  const defaults = kit === "ping" ? { burst: 4 } : {};
  return {
    name: kit,
    kind: kit === "ping" ? "feed" : "sink",
    module,
    code: null,
    thread: null,
    idle: "park",
    args: defaults,
    about: null,
    reads: [],
    topicBytes: 1 << 20,
    required: true,
    inspection: await inspected(module),
    snapshotEveryMs: 10_000,
    child: { ...CHILD_DEFAULTS, ...child },
    ...rest,
  };
}

/** A root that has all actors, with these settings. */
export function rootWith(changes: Partial<SupervisorSpec>): readonly SupervisorSpec[] {
  return [{ ...PLAIN_ROOT, ...changes }];
}

/** The wire from the topic of `actor`. */
export function reading(actor: string, subscription: ReadSpec["subscription"] = "GATE"): ReadSpec {
  return { actor, subscription, lane: "MARKET" };
}

function inspected(module: string): Promise<ActorInspection> {
  const known = inspections.get(module);
  if (known !== undefined) return known;
  const fresh = inspect(module).then((outcome) => {
    if (!outcome.ok) throw new Error(outcome.failure.message);
    return outcome.inspection;
  });
  inspections.set(module, fresh);
  return fresh;
}
