/** What the journal says of itself: up to where all is on the disk, how it is, and its end for good. */
import type { Ctx, State } from "./state.ts";

export type Halted = { readonly code: string; readonly message: string };

/** Says so, once. What it holds it lets go of: nobody may wait for a journal that writes no more. */
export function halt(state: State, ctx: Ctx, why: Halted | null): undefined {
  if (state.isHalted) return;
  state.isHalted = true;
  const { code, message } = why ?? { code: "EIO", message: "the journal writes no more" };
  state.waiting.clear();
  state.waitingCount = 0;
  ctx.count("journal:halted");
  ctx.board.halt.put(0, { code, reason: message });
  showProgress(state, ctx, "HALTED");
  ctx.log("error", `journal halted, trading is halted: ${message}`);
}

export function showProgress(
  state: State,
  ctx: Ctx,
  progress: "WRITING" | "HALTED" | "ENDED",
): undefined {
  ctx.board.progress.put(0, {
    state: progress,
    durableSequence: state.journal?.durableJournalSequence ?? 0,
    waiting: state.waitingCount,
    syncNs: state.journal?.syncNs ?? Number.NaN,
    syncedAt: ctx.now(),
  });
}

/**
 * What waited, once a sync has taken it: of a commit, or of a segment that was closed. It is asked
 * before the next record is taken, so that nothing is shown which that sync did not have.
 */
export function showCommitted(state: State, ctx: Ctx): undefined {
  const durable = state.journal?.durableJournalSequence ?? 0;
  if (durable === state.shownSequence) return;
  state.shownSequence = durable;
  for (const actor of state.waiting) showDurable(state, ctx, actor);
  state.waiting.clear();
  state.waitingCount = 0;
}

/** All that was taken of one writer. */
export function showDurable(state: State, ctx: Ctx, actor: number): undefined {
  const recorded = state.fold.recordedOf(actor);
  if (recorded !== null) ctx.board.durable.put(actor, recorded);
}
