/** All that a life began with, as its delivery log says it: enough to begin it again. */
import type { Beginning } from "../actor/recorder.ts";
import type { ActorStart } from "../actor/worker-start.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import { BoardReader } from "../ring/board-reader.ts";

/** A message type by what does not change from run to run. */
export type TypeName = { readonly name: string; readonly version: number };

/** Of its start, what is the same when it is begun again. */
const START_FIELDS = [
  "name",
  "number",
  "kind",
  "incarnation",
  "module",
  "args",
  "about",
  "common",
  "seed",
  "snapshotEveryMs",
] as const satisfies readonly (keyof ActorStart)[];

export type KeptStart = Pick<ActorStart, (typeof START_FIELDS)[number]>;

export type KeptBeginning = KeptStart & {
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
  return withoutUndefined({
    ...keptStartOf(start),
    kept: definition.keep === undefined ? null : slotOf(start.snapshot),
    isStandby: start.isStandby,
    isRehearsal: start.isRehearsal ?? false,
    firstSequence,
    topicBytes,
    types,
    taken: definition.record === undefined ? takenBy(definition.in) : null,
  });
}

export function keptStartOf(start: KeptStart): KeptStart {
  return Object.fromEntries(START_FIELDS.map((name) => [name, start[name]])) as KeptStart;
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
