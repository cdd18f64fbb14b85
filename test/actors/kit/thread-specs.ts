/** The journal and the audit on threads of their own beside a talking ping, as often killed as one likes. */
import { inspect } from "../../../src/runtime/actor/inspector.ts";
import type { ActorSpec } from "../../../src/runtime/supervisor/actor-spec.ts";
import { reading, rootWith, specOf } from "../../kit/kit-spec.ts";
import { FACTS } from "../desk-kit.ts";

/** Small files, so that a short run has several of each. */
const JOURNAL_ARGS = {
  segmentMiB: 1,
  ballastMiB: 1,
  snapshotMiB: 1,
  retiredMiB: 1_024,
  groupMs: 20,
  asyncMs: 50,
};

/** A journal that reads ping. */
export const journalSpec = (): Promise<ActorSpec> =>
  productSpec("journal", { args: JOURNAL_ARGS, reads: [reading("ping")] });

/** The audit, which reads nobody: it follows the journal's files. */
export const auditSpec = (args: Readonly<Record<string, unknown>>): Promise<ActorSpec> =>
  productSpec("audit", { args, reads: [] });

/** Says 8 numbers at each turn, for ever. */
export const pingSpec = (): Promise<ActorSpec> => specOf("ping", { args: { burst: 8 } });

/** Of a desk in `folder` whose actors may die a thousand times. */
export function threadOptions(folder: string, runEpoch: number) {
  return {
    common: { ...FACTS, folder, runEpoch },
    supervisors: rootWith({ restartsMax: 1_000, periodMs: 600_000, backoffMs: [1, 1] }),
  };
}

async function productSpec(
  kind: "audit" | "journal",
  { args, reads }: Pick<ActorSpec, "args" | "reads">,
): Promise<ActorSpec> {
  const module = new URL(`../../../actors/${kind}.ts`, import.meta.url).href;
  const outcome = await inspect(module);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const spec = await specOf("ledger", { name: kind, kind, module, reads, args });
  return { ...spec, inspection: outcome.inspection };
}
