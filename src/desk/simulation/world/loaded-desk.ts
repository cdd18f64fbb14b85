/** A desk's files and the definitions that they name, loaded once for all seeds of a set. */
import type { Result } from "../../../core/result.ts";
import { failWith, succeed } from "../../../core/result.ts";
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import { importDefinition } from "../../../runtime/actor/import-definition.ts";
import { inspectDefinition } from "../../../runtime/actor/inspect-definition.ts";
import type { ConfigMistake } from "../../config/config-mistake.ts";
import type { DeskPlan } from "../../config/desk-plan.ts";
import { loadDesk } from "../../config/load-desk.ts";
import { EXCHANGE_USE } from "./venue-watch.ts";

export type LoadedDesk = {
  readonly plan: DeskPlan;
  /** By the URL of their modules. */
  readonly definitions: ReadonlyMap<string, AnyActorDefinition>;
};

/** Whether the desk runs an exchange itself. */
export function hasExchange({ plan }: LoadedDesk): boolean {
  return plan.actors.some(({ use }) => use === EXCHANGE_USE);
}

/**
 * Imports the desk's actors into this thread: a module that spins at its top level is not survived.
 *
 * @param root Folder that holds `actors/`.
 */
export async function loadForSimulation(
  folder: string,
  root: string,
): Promise<Result<LoadedDesk, readonly ConfigMistake[]>> {
  const definitions = new Map<string, AnyActorDefinition>();
  const plan = await loadDesk(folder, {
    root,
    inspect: async (module) => {
      try {
        const definition = await importDefinition(module);
        definitions.set(module, definition);
        return { ok: true, inspection: inspectDefinition(definition), code: null };
      } catch (thrown) {
        const { message, stack = "" } =
          thrown instanceof Error ? thrown : new Error(String(thrown));
        const nowhere = { file: null, line: null, column: null };
        return { ok: false, failure: { message, stack, ...nowhere } };
      }
    },
  });
  if (!plan.ok) return failWith(plan.failure);
  return succeed({ plan: plan.value, definitions });
}
