/**
 * What a next process of the desk goes on from, as the journal's records add up to it: each part that
 * main said to keep, the orders and fills of each execution, and how far each topic was recorded.
 *
 * The journal actor folds what it appends, and a snapshot of the journal is this; whoever recovers
 * folds the records behind the newest one. Both are the same fold.
 */
import { packBody, unpackBody } from "../../runtime/codec/msgpack.ts";
import type { KeptBody } from "../message/kept.ts";
import type { FilledBody } from "./filled-pair.ts";
import { type EventBody, type OrderBody, OrderImage } from "./order-image.ts";
import type { ToldBody } from "./told-ring.ts";

/** Records of one topic that are there without a gap, up to the newest. Ring sequences. */
export type Recorded = { readonly since: number; readonly sequence: number };

const VERSION = 1;

type Packed = {
  readonly version: number;
  readonly kept: readonly (readonly [name: string, bytes: Uint8Array])[];
  readonly images: readonly (readonly [
    execution: string,
    orders: readonly OrderBody[],
    filled: readonly FilledBody[],
    /** A snapshot of an older program has none. */
    told?: readonly ToldBody[],
  ])[];
  readonly recorded: readonly (readonly [actor: number, since: number, sequence: number])[];
  readonly pieces: readonly Uint8Array[];
};

export class JournalFold {
  /** By `<actor>.<part>`: the bytes as main said them. */
  readonly #kept = new Map<string, Uint8Array>();
  readonly #images = new Map<string, OrderImage>();
  readonly #recorded = new Map<number, Recorded>();
  /** Pieces of the part that is being said. */
  #pieces: Uint8Array[] = [];

  /** Why this program cannot go on from `state`, which is a whole snapshot's; null when it can. */
  static refusalOf(state: Uint8Array): string | null {
    try {
      JournalFold.decode(state);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** @throws {Error} When `state` is none of a fold of this version. */
  static decode(state: Uint8Array): JournalFold {
    const fold = new JournalFold();
    const { version, kept, images, recorded, pieces } = unpackBody("journal-fold", state) as Packed;
    if (version !== VERSION) {
      throw new Error(
        `The journal's snapshot has version ${version}: this program reads ${VERSION}`,
      );
    }
    for (const [name, bytes] of kept) fold.#kept.set(name, bytes);
    for (const [name, orders, filled, told] of images) {
      fold.#images.set(name, new OrderImage(orders, filled, told));
    }
    for (const [actor, since, sequence] of recorded) {
      fold.#recorded.set(actor, { since, sequence });
    }
    fold.#pieces = [...pieces];
    return fold;
  }

  encode(): Uint8Array {
    const packed: Packed = {
      version: VERSION,
      kept: [...this.#kept],
      images: [...this.#images].map(([name, { orders, filled, told }]) => [
        name,
        orders,
        filled,
        told.trades,
      ]),
      recorded: [...this.#recorded].map(([actor, one]) => [actor, one.since, one.sequence]),
      pieces: this.#pieces,
    };
    return packBody(packed);
  }

  /** What is recorded of the topic of `actor`, by its number; null when nothing is. */
  recordedOf(actor: number): Recorded | null {
    return this.#recorded.get(actor) ?? null;
  }

  /** All of whom something is recorded, by number. */
  get recorded(): ReadonlyMap<number, Recorded> {
    return this.#recorded;
  }

  /** A record of `actor` goes on record. False when it is there already. */
  takeRecord(actor: number, sequence: number): boolean {
    const last = this.#recorded.get(actor);
    if (last !== undefined && sequence <= last.sequence) return false;
    const since = last?.sequence === sequence - 1 ? last.since : sequence;
    this.#recorded.set(actor, { since, sequence });
    return true;
  }

  /** A piece of a part that main keeps. A part counts once its last piece is there. */
  takeKept({ actor, part, index, pieces, bytes }: KeptBody): undefined {
    if (index === 0) this.#pieces = [];
    // A part whose pieces are not all there was never said.
    if (this.#pieces.length !== index) return;
    this.#pieces.push(new Uint8Array(bytes));
    if (this.#pieces.length < pieces) return;
    this.#kept.set(`${actor}.${part}`, Buffer.concat(this.#pieces));
    this.#pieces = [];
  }

  takeEvent(execution: string, sequence: number, event: EventBody): undefined {
    const image = this.imageOf(execution);
    this.#images.set(execution, image);
    image.take({ sequence, event });
  }

  /** Events of the execution were missed: from here on its orders are those of `image`. */
  rebase(execution: string, image: OrderImage): undefined {
    this.#images.set(execution, image);
  }

  /** The bytes of a part, as they were said last; null when it never was. */
  keptOf(actor: string, part: string): Uint8Array | null {
    return this.#kept.get(`${actor}.${part}`) ?? null;
  }

  /** Of an execution that never said anything it is empty. */
  imageOf(execution: string): OrderImage {
    return this.#images.get(execution) ?? new OrderImage();
  }
}
