/**
 * The last snapshot of an actor, in a board of one slot that main owns: two copies and a version,
 * so a crash in the middle of a put leaves the one before.
 *
 * ```text
 *   float64 version of the message type | payload
 * ```
 */
import type { MessageType } from "../codec/message-type.ts";
import { BoardReader } from "../ring/board-reader.ts";
import { BoardWriter } from "../ring/board-writer.ts";

const HEAD_BYTES = 8;

/** Largest snapshot of an actor. Bytes. */
export const SNAPSHOT_BYTES = 1 << 16;

export type Kept<Body> =
  | { readonly kind: "NONE" }
  | { readonly kind: "OTHER_VERSION"; readonly version: number }
  | { readonly kind: "KEPT"; readonly body: Body };

export class SnapshotStore<Body> {
  readonly #type: MessageType<Body>;
  readonly #memory: SharedArrayBuffer;
  readonly #writer: BoardWriter;
  readonly #private: DataView;

  /** @param owner Number of the writing thread, above 0. */
  constructor(
    type: MessageType<Body>,
    memory: SharedArrayBuffer,
    lines: SharedArrayBuffer,
    owner: number,
  ) {
    this.#type = type;
    this.#memory = memory;
    this.#writer = new BoardWriter(memory, lines, owner);
    this.#private = new DataView(new ArrayBuffer(this.#writer.slotBytes));
  }

  read(): Kept<Body> {
    const bytes = new BoardReader(this.#memory).read(0, this.#private);
    if (bytes < HEAD_BYTES) return { kind: "NONE" };
    const version = this.#private.getFloat64(0, true);
    if (version !== this.#type.version) return { kind: "OTHER_VERSION", version };
    const view = this.#type.codec.createView();
    view.bind(this.#private, HEAD_BYTES, bytes - HEAD_BYTES);
    return { kind: "KEPT", body: view.copy() };
  }

  /** False when the snapshot is larger than the slot: the last one stays. */
  write(body: Body): boolean {
    if (this.#type.codec.sizeOf(body) + HEAD_BYTES > this.#writer.slotBytes) return false;
    this.#private.setFloat64(0, this.#type.version, true);
    const bytes = HEAD_BYTES + this.#type.codec.write(this.#private, HEAD_BYTES, body);
    const offset = this.#writer.begin(0);
    const target = this.#writer.data;
    new Uint8Array(target.buffer, target.byteOffset + offset, bytes).set(
      new Uint8Array(this.#private.buffer, 0, bytes),
    );
    this.#writer.end(0, bytes);
    return true;
  }

  release(): undefined {
    this.#writer.releaseOwner();
  }

  /** @throws {AssertionError} When another writer holds the slot. */
  regain(): undefined {
    this.#writer.takeOwner();
  }
}
