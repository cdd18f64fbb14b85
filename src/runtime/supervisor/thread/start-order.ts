/**
 * In what order threads start: as their first actors stand in the desk. Within a thread, and
 * between threads, each actor is ready before the next one starts; they stop in reverse.
 */
import type { ActorSpec } from "../actor-spec.ts";

/** One worker thread to be. */
export type ThreadPlan = {
  readonly name: string;
  /** In start order. */
  readonly specs: readonly ActorSpec[];
};

/**
 * Returns the threads of a desk in start order.
 *
 * @param specs In the desk's order. Those of one `thread` come together where the first stands.
 */
export function threadsOf(specs: readonly ActorSpec[]): readonly ThreadPlan[] {
  const shared = new Map<string, ActorSpec[]>();
  const plans: ThreadPlan[] = [];
  for (const spec of specs) {
    const { thread } = spec;
    const joined = thread === null ? undefined : shared.get(thread);
    if (joined !== undefined) {
      joined.push(spec);
      continue;
    }
    const members = [spec];
    if (thread !== null) shared.set(thread, members);
    plans.push({ name: thread ?? spec.name, specs: members });
  }
  return plans;
}
