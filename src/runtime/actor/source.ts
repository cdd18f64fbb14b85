/** One topic that an actor reads, and what its reader knows of the topic's writer. */
import { type ReaderStart, TopicReader } from "../ring/topic-reader.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import type { PeerBody } from "./loop-message.ts";
import type { ReadStart } from "./worker-start.ts";

/** A reader as a source needs it: of a ring, or of records that were kept. */
export type RecordReader = Pick<TopicReader, keyof TopicReader>;

export class Source {
  readonly start: ReadStart;
  readonly reader: RecordReader;
  /** Life of the writer that its reader knows of. */
  incarnation: number;
  /** The writer's life with which it is gone, and that of which its reader was told so. */
  #goneIn = 0;
  #toldIn = 0;

  constructor(start: ReadStart, reader: RecordReader) {
    this.start = start;
    this.reader = reader;
    this.incarnation = start.incarnation;
  }

  /** A source in the ring itself. */
  static inRing(start: ReadStart, from: ReaderStart): Source {
    return new Source(start, new TopicReader(start.topic, start.slot, from));
  }

  /** Whether the writer's next life begins at or before the record `sequence`. */
  isRestartedAt(sequence: number): boolean {
    const epoch = this.reader.peekEpoch();
    if (epoch === this.incarnation) return false;
    return this.#isRestarted(sequence);
  }

  #isRestarted(sequence: number): boolean {
    const epoch = this.reader.readEpoch();
    // Before its writer's first attach a topic has no epoch yet.
    if (epoch <= this.incarnation || !(sequence >= this.reader.epochSequence())) return false;
    this.incarnation = epoch;
    return true;
  }

  /** With the life `incarnation` its writer is gone for good. */
  setGone(incarnation: number): undefined {
    this.#goneIn = incarnation;
  }

  /** Whether its reader is to be told now that the writer is gone: once. */
  takeGone(): boolean {
    if (!this.#isGoneUntold) return false;
    this.#toldIn = this.incarnation;
    return true;
  }

  get wasToldGone(): boolean {
    return this.#toldIn === this.incarnation;
  }

  get #isGoneUntold(): boolean {
    return this.#goneIn === this.incarnation && !this.wasToldGone;
  }

  /** The last look before sleeping. */
  hasNews(): boolean {
    return (
      this.reader.hasMore() || this.reader.readEpoch() > this.incarnation || this.#isGoneUntold
    );
  }

  /** {@link hasNews} as a hint, for a loop that spins. */
  peekNews(): boolean {
    return this.reader.peekMore() || this.reader.peekEpoch() > this.incarnation;
  }

  peer(state: PeerBody["state"]): PeerBody {
    const { actor: name, kind, number, about } = this.start;
    return { name, kind, number, state, incarnation: this.incarnation, about };
  }
}

/** Where an actor of `definition` begins to read: one that holds what it has handled gets it again. */
export function readsFromOf({ holds }: Pick<AnyActorDefinition, "holds">): ReaderStart {
  return holds === undefined ? "DELIVERED" : "RELEASED";
}
