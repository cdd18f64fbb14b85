/** Snapshots of what all records have made, and what of them has to come from boards. */
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { newestOf, shownOrders } from "./order-boards.ts";
import { halt } from "./showing.ts";
import type { Ctx, State } from "./state.ts";

export function snapshot(state: State, ctx: Ctx): undefined {
  const { journal } = state;
  if (journal === null || journal.failure !== null) return;
  const taken = journal.snapshot(state.fold.encode());
  if (!taken.ok) return halt(state, ctx, taken.failure);
  state.sinceSnapshot = 0;
  ctx.count("journal:snapshots");
  const retired = journal.retire(auditedSequence(ctx));
  if (!retired.ok) return halt(state, ctx, retired.failure);
  ctx.count("journal:retired", retired.value.length);
}

/** Up to where nobody needs the records for the audit log any more: all, of a desk that has none. */
function auditedSequence(ctx: Ctx): number {
  const isAudited = deskFactsOf(ctx).actors.some(({ kind }) => kind === "audit");
  return isAudited ? (ctx.read.audit(0)?.coveredSequence ?? 0) : Number.POSITIVE_INFINITY;
}

/** What was missed of an execution's orders is on its boards: from there they are on record again. */
export function rebase(state: State, ctx: Ctx): undefined {
  for (const execution of state.missed) {
    const image = shownOrders(execution, ctx);
    if (image === null) continue;
    state.fold.rebase(execution, image);
    ctx.log("warn", `events of ${execution} were missed: its orders are taken from its boards`);
  }
  state.missed.clear();
  snapshot(state, ctx);
}

/** Executions that go on while a journal that had failed begins again: it has not all of their events. */
export function findMissed(state: State, ctx: Ctx): undefined {
  for (const { name, number, kind } of deskFactsOf(ctx).actors) {
    if (kind !== "execution") continue;
    const image = shownOrders(name, ctx);
    const recorded = state.fold.recordedOf(number)?.sequence ?? 0;
    if (image !== null && newestOf(image) > recorded) state.missed.add(name);
  }
}
