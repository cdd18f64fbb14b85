/** All that the actors of a run published, as one hash: equal runs have equal hashes. */
import type { SaidRecord } from "./taps.ts";

/** Before each payload: when, who, what and which. */
const HEAD_BYTES = 40;

export class RecordLog {
  readonly #hasher = new Bun.CryptoHasher("sha256");
  readonly #headBytes = new Uint8Array(HEAD_BYTES);
  readonly #head = new DataView(this.#headBytes.buffer);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  take({ reader, actor }: SaidRecord): undefined {
    const { data, offset, payloadBytes, type, version, sequence, committedAt } = reader;
    const head = this.#head;
    head.setFloat64(0, this.#now(), true);
    head.setFloat64(8, sequence, true);
    head.setFloat64(16, committedAt, true);
    head.setInt32(24, type, true);
    head.setInt32(28, version, true);
    head.setInt32(32, payloadBytes, true);
    head.setInt32(36, actor.length, true);
    this.#hasher.update(this.#headBytes);
    this.#hasher.update(actor);
    // A hasher reads no memory that is shared.
    const own = new Uint8Array(payloadBytes);
    own.set(new Uint8Array(data.buffer, data.byteOffset + offset, payloadBytes));
    this.#hasher.update(own);
  }

  /** SHA-256 of all of it, in hex. */
  hash(): string {
    return this.#hasher.copy().digest("hex");
  }
}
