/** What all actors of a bench have in common, and their modules, inspected. */
import { assert } from "../../src/core/assert.ts";
import { inspect } from "../../src/runtime/actor/inspector.ts";
import type { ActorSpec } from "../../src/runtime/supervisor/actor-spec.ts";
import { CHILD_DEFAULTS } from "../../src/runtime/supervisor/child-spec.ts";

/** A parked thread of its own, which a bench cannot do without. */
export const PLAIN_SPEC = {
  kind: "sink",
  code: null,
  thread: null,
  idle: "park",
  about: null,
  topicBytes: 1 << 20,
  required: true,
  snapshotEveryMs: 10_000,
  child: CHILD_DEFAULTS,
} as const;

/** @param module URL of a file whose default export is a definition. */
export async function inspectedSpec(
  module: string,
): Promise<Pick<ActorSpec, "module" | "inspection">> {
  const outcome = await inspect(module);
  assert(outcome.ok, `${module} is an actor: ${JSON.stringify(outcome)}`);
  return { module, inspection: outcome.inspection };
}
