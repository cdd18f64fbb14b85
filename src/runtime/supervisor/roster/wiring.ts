/**
 * Who reads and watches whom: takes places in topics and on boards, once, for as long as main
 * lives. A restarted reader finds its places as it left them.
 */
import { type ReadStart, UNRUNG, type WatchStart } from "../../actor/worker-start.ts";
import { watchBoard } from "../../ring/board-memory.ts";
import {
  attachReader,
  detachReader,
  type ReaderKind,
  setReaderKind,
  unreadRecords,
} from "../../ring/topic-slots.ts";
import type { ReadSpec } from "../actor-spec.ts";
import type { ReaderLagStatus } from "../actor-status.ts";
import type { Child, ReadSlot } from "./child.ts";

/** Whose topic can be read: an actor, or main. */
export type Writer = {
  readonly name: string;
  readonly kind: string;
  readonly number: number;
  /** What its file says that the runtime does not read. */
  readonly about: unknown;
  readonly topic: SharedArrayBuffer;
  /** Its incarnation, as a reader that comes now is told. */
  readonly life: number;
};

/** How far `reader` is behind in each topic that it reads. */
export function lagsOf({ name: reader, reads }: Child): readonly ReaderLagStatus[] {
  return reads.map(({ actor: ring, topic, slot }) => {
    return { reader, ring, records: unreadRecords(topic, slot) };
  });
}

/** Takes a place in the topic of `writer`. */
export function connect(reader: Child, writer: Writer, read: ReadSpec): ReadSlot {
  const { name: actor, number, kind, about, topic } = writer;
  const slot = attachReader(topic, { kind: read.subscription, bellLine: reader.line });
  const isGate = read.subscription === "GATE";
  const place = { actor, number, kind, lane: read.lane, about, topic, slot, isGate };
  reader.reads.push(place);
  return place;
}

/** What a worker is told of a place: with the life of the writer that it has now. */
export function readStartOf(place: ReadSlot, { life }: Pick<Writer, "life">): ReadStart {
  const { isGate: _isGate, ...read } = place;
  return { ...read, incarnation: life };
}

/**
 * Takes places on the boards of `writer` that `reader` watches, by name and version of the type.
 * An actor reads its own boards, which its last life left, but is not rung for them: a loop that
 * puts whenever it settles would never sleep.
 */
export function watchBoards(reader: Child, writer: Child): WatchStart[] {
  const taken: WatchStart[] = [];
  for (const [name, { schema }] of Object.entries(reader.spec.inspection.watch)) {
    for (const [board, written] of Object.entries(writer.spec.inspection.boards)) {
      const { name: type, version } = written.schema;
      const memory = writer.memory.boards[board];
      if (type !== schema.name || version !== schema.version || memory === undefined) continue;
      const watcher = reader === writer ? UNRUNG : watchBoard(memory, reader.line);
      taken.push({ name, actor: writer.name, memory, watcher });
    }
  }
  reader.watches.push(...taken);
  return taken;
}

/**
 * Takes the places that `reader` has in the topic of the actor `writer` from it: no later life of it
 * reads there. Who reads there now goes on until {@link freePlaces}.
 */
export function takePlaces(reader: Child, writer: string): readonly ReadSlot[] {
  const taken = reader.reads.filter(({ actor }) => actor === writer);
  for (const place of taken) reader.reads.splice(reader.reads.indexOf(place), 1);
  return taken;
}

/** Gives back places at which nobody reads any more. */
export function freePlaces(places: readonly ReadSlot[]): undefined {
  for (const { topic, slot } of places) detachReader(topic, slot);
}

/**
 * Whether writers wait for `reader` where its wiring says so. Only once its loop has left its
 * handlers, or it is dead: it handles records in place.
 */
export function setGating(reader: Child, isGating: boolean): undefined {
  for (const { topic, slot, isGate } of reader.reads) {
    const kind: ReaderKind = isGate && isGating ? "GATE" : "EVICT";
    setReaderKind(topic, slot, kind);
  }
}
