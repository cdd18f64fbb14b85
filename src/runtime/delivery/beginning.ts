/** All that a life began with, as its delivery log says it: enough to begin it again. */
import type { Beginning } from "../actor/recorder.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import { BoardReader } from "../ring/board-reader.ts";

/** A message type by what does not change from run to run. */
export type TypeName = { readonly name: string; readonly version: number };

export type KeptBeginning = {
  readonly name: string;
  readonly number: number;
  readonly kind: string;
  readonly incarnation: number;
  /** URL of the module that ran. */
  readonly module: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly about: unknown;
  readonly common: unknown;
  readonly seed: number;
  /** Milliseconds. */
  readonly snapshotEveryMs: number;
  /** What the last life's snapshot left in its slot; null when nothing. */
  readonly kept: Uint8Array | null;
  /** Whether it was held at first: seen by nobody before an entry says SHOWN. */
  readonly isStandby: boolean;
  /** Whether it was rehearsed: what it says is heard by nobody before it enters. */
  readonly isRehearsal: boolean;
  readonly firstSequence: number;
  /** Capacity of its ring. Bytes. */
  readonly topicBytes: number;
  readonly types: readonly TypeEntry[];
  /** Types of records that have a handler; null where it handles every record. */
  readonly taken: readonly TypeName[] | null;
};

/** Returns it as plain data that msgpack has words for. */
export function keepBeginning(beginning: Beginning): KeptBeginning {
  const { start, types, definition, firstSequence, topicBytes } = beginning;
  const { name, number, kind, incarnation, module, seed, snapshotEveryMs, isStandby } = start;
  const { args, about, common } = start;
  return withoutUndefined({
    name,
    number,
    kind,
    incarnation,
    module,
    args,
    about,
    common,
    seed,
    snapshotEveryMs,
    kept: definition.keep === undefined ? null : slotOf(start.snapshot),
    isStandby,
    isRehearsal: start.isRehearsal ?? false,
    firstSequence,
    topicBytes,
    types,
    taken: definition.record === undefined ? takenBy(definition.in) : null,
  });
}

function takenBy(types: Readonly<Record<string, TypeName>>): readonly TypeName[] {
  return Object.values(types).map(({ name, version }) => ({ name, version }));
}

function slotOf(snapshot: SharedArrayBuffer): Uint8Array | null {
  const scratch = new DataView(new ArrayBuffer(snapshot.byteLength));
  const bytes = new BoardReader(snapshot).read(0, scratch);
  return bytes < 0 ? null : new Uint8Array(scratch.buffer, 0, bytes);
}

/** Fields that are undefined are as good as absent; msgpack has no word for them. */
function withoutUndefined<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutUndefined) as Value;
  const isPlain =
    typeof value === "object" &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!isPlain) return value;
  const fields = Object.entries(value as object).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    fields.map(([name, field]) => [name, withoutUndefined(field)]),
  ) as Value;
}
