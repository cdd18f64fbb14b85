/** What explains the records of a journal: types, instruments and actors. */
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { schemaEntryOf } from "../../src/runtime/codec/file-entry.ts";
import { TYPE_ACTOR, TYPE_INSTRUMENT, TYPE_SCHEMA } from "../../src/runtime/codec/type-table.ts";
import { JOURNAL_FULL } from "../../src/runtime/journal/write/journal.ts";
import type { JournalEntry } from "../../src/runtime/journal/write/journal-parts.ts";
import { halt, showCommitted } from "./showing.ts";
import type { Ctx, State } from "./state.ts";

/** Everything that explains the records of a segment, at its head. */
export function entriesOf(state: State, ctx: Ctx): readonly JournalEntry[] {
  const { instruments, actors } = deskFactsOf(ctx);
  // Orders name strategies and feeds, which it does not read. Peers come behind: they know their lives.
  const named = actors.map(({ number, name, kind }) => ({ number, name, kind, incarnation: 0 }));
  return [
    ...ctx.types.map((entry) => ({ type: TYPE_SCHEMA, entry: schemaEntryOf(entry) }) as const),
    ...instruments.map((entry) => ({ type: TYPE_INSTRUMENT, entry }) as const),
    ...[...named, ...state.peers.values()].map((entry) => ({ type: TYPE_ACTOR, entry }) as const),
  ];
}

/** Types that the journal has not met yet. */
export function explainTypes(state: State, ctx: Ctx): undefined {
  for (const entry of ctx.types.slice(state.typeCount)) {
    appendEntry(state, ctx, { type: TYPE_SCHEMA, entry: schemaEntryOf(entry) });
  }
  state.typeCount = ctx.types.length;
}

/** Explains a number of the records behind it. */
export function appendEntry(
  state: State,
  ctx: Ctx,
  { type, entry }: { readonly type: JournalEntry["type"]; readonly entry: object },
): undefined {
  const { journal } = state;
  if (journal === null || journal.failure !== null) return;
  if (journal.appendEntry(type, entry) === JOURNAL_FULL) {
    journal.commit();
    journal.appendEntry(type, entry);
  }
  if (journal.failure !== null) return halt(state, ctx, journal.failure);
  showCommitted(state, ctx);
}
