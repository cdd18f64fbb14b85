/**
 * Hears all that the actors of a simulated desk publish, and main, right behind the step that published
 * it, so the messages of all topics come in the one order in which they were said.
 */
import type { BoundView } from "../../../runtime/codec/message-type.ts";
import type { TypeEntry } from "../../../runtime/codec/type-table.ts";
import { WORKERS_MAX } from "../../../runtime/ring/lines.ts";
import { TopicReader } from "../../../runtime/ring/topic-reader.ts";
import { attachReader } from "../../../runtime/ring/topic-slots.ts";
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import type { Court, Hearing, Published } from "../judge/judge.ts";

/** Nobody waits at it. */
const NO_BELL = WORKERS_MAX - 1;

type Heard = {
  readonly view: BoundView<object>;
  readonly listeners: readonly Hearing["listener"][];
};
type Tap = { readonly reader: TopicReader; last: number; readonly published: Writable<Published> };
type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** A record as it was said. Valid until the listener returns. */
export type SaidRecord = { readonly reader: TopicReader; readonly actor: string };

export class Taps {
  /** Told of each record, of whatever type. */
  onRecord: ((record: SaidRecord) => void) | null = null;
  readonly #court: Court;
  readonly #hearings: readonly Hearing[];
  readonly #taps = new Map<string, Tap>();
  #byType: (Heard | undefined)[] = [];
  #types = 0;
  /** Records until now. */
  records = 0;

  constructor(court: Court, hearings: readonly Hearing[]) {
    this.#court = court;
    this.#hearings = hearings;
  }

  /** Listens to all actors that the system has, and to main. */
  attach(system: ActorSystem): undefined {
    this.#taps.clear();
    for (const { name } of writersOf(system)) this.attachTo(system, name);
    this.#learn(system.types);
  }

  /** Listens to one more, or to a new topic of one that was there before. */
  attachTo(system: ActorSystem, name: string): undefined {
    const topic = system.topicOf(name);
    const number = writersOf(system).find((one) => one.name === name)?.number;
    if (topic === null || number === undefined) return;
    const slot = attachReader(topic, { kind: "EVICT", bellLine: NO_BELL });
    const published = { actor: name, number, sequence: 0, committedAt: 0 };
    this.#taps.set(name, { reader: new TopicReader(topic, slot), last: Number.NaN, published });
  }

  /** What that actor has published since the last call. */
  hear(actor: string): undefined {
    const tap = this.#taps.get(actor);
    if (tap !== undefined) this.#drain(tap);
  }

  /** {@link hear} of one actor of the present process. */
  earOf(actor: string): () => void {
    const tap = this.#taps.get(actor);
    return tap === undefined ? () => {} : () => this.#drain(tap);
  }

  hearAll(types: readonly TypeEntry[]): undefined {
    if (types.length !== this.#types) this.#learn(types);
    for (const tap of this.#taps.values()) this.#drain(tap);
  }

  #drain(tap: Tap): undefined {
    const { reader, published } = tap;
    if (!reader.peekMore()) return;
    const before = this.records;
    while (reader.next()) {
      this.records += 1;
      const { sequence } = reader;
      if (tap.last + 1 !== sequence && !Number.isNaN(tap.last)) {
        const text = `${published.actor} said ${sequence} behind ${tap.last}`;
        this.#court.accuse("topics", text);
      }
      tap.last = sequence;
      this.onRecord?.({ reader, actor: published.actor });
      const heard = this.#byType[reader.type];
      if (heard === undefined) continue;
      published.sequence = sequence;
      published.committedAt = reader.committedAt;
      heard.view.bind(reader.data, reader.offset, reader.payloadBytes);
      for (const listener of heard.listeners) listener(heard.view, published);
    }
    if (this.records > before) reader.release();
    if (!reader.evicted) return;
    // More than a whole ring in one step: its records cannot be judged.
    reader.rejoin();
    tap.last = Number.NaN;
    this.#court.note("a whole ring in one step");
  }

  #learn(types: readonly TypeEntry[]): undefined {
    this.#types = types.length;
    this.#byType = [];
    for (const { number, schema } of types) {
      const own = this.#hearings.filter(
        ({ type }) => type.name === schema.name && type.version === schema.version,
      );
      const [first] = own;
      if (first === undefined) continue;
      const view = first.type.codec.createView() as unknown as BoundView<object>;
      this.#byType[number] = { view, listeners: own.map(({ listener }) => listener) };
    }
  }
}

function writersOf(
  system: ActorSystem,
): readonly { readonly name: string; readonly number: number }[] {
  const { voice } = system;
  return voice === null ? system.status() : [...system.status(), voice];
}
