/**
 * Signs checkpoints, and never two that contradict each other. It knows keys and its memory, and
 * nothing of the log: a request brings the proof that the tree begins with the one signed last.
 *
 * It remembers before it hands out a signature: a crash between the two loses a signature, which is
 * asked for again, and not the memory.
 */
import { assert } from "../../../../core/assert.ts";
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import { type Checkpoint, checkpointText, joinNote } from "../note/checkpoint-text.ts";
import type { NoteKey } from "../note/note-key.ts";
import { isConsistent } from "../tree/consistency-check.ts";
import type { SignerMemory } from "./signer-memory.ts";

export type SignRequest = {
  readonly checkpoint: Checkpoint;
  /** From the tree that {@link Signing.signedSize} names. */
  readonly proof: readonly Uint8Array[];
};

/** A signer as the log sees it: in its thread, or in another process behind a call. */
export type Signing = {
  /** Leaves of the last tree that it signed. */
  readonly signedSize: number;
  /** The keys that sign now. */
  readonly verifierKeys: readonly string[];
  /** Returns the signed note, or why it is refused. */
  sign(request: SignRequest): Result<string, string>;
};

export class CheckpointSigner implements Signing {
  readonly #memory: SignerMemory;
  #keys: readonly NoteKey[];

  constructor(memory: SignerMemory, key: NoteKey) {
    this.#memory = memory;
    this.#keys = [key];
  }

  get signedSize(): number {
    return this.#memory.last.size;
  }

  get verifierKeys(): readonly string[] {
    return this.#keys.map(({ verifierKey }) => verifierKey);
  }

  /** A rotation begins: from now on `key` signs as well. */
  addKey(key: NoteKey): undefined {
    assert(!this.verifierKeys.includes(key.verifierKey), "a key is added once");
    this.#keys = [...this.#keys, key];
  }

  /** A rotation ends: the key of that id signs no more. The last key cannot be retired. */
  retireKey(id: string): undefined {
    const left = this.#keys.filter((key) => key.id !== id);
    assert(left.length === this.#keys.length - 1, `a key is retired that signs: ${id}`);
    assert(left.length > 0, "a signer keeps a key");
    this.#keys = left;
  }

  sign({ checkpoint, proof }: SignRequest): Result<string, string> {
    const last = this.#memory.last;
    if (checkpoint.origin !== last.origin) {
      return failWith(`the log must be ${last.origin}: current one is ${checkpoint.origin}`);
    }
    if (!(checkpoint.size >= last.size)) {
      return failWith(
        `a tree must have at least ${last.size} leaves: current size is ${checkpoint.size}`,
      );
    }
    if (!isConsistent(last, checkpoint, proof)) {
      return failWith(`a tree must begin with the ${last.size} leaves that were signed last`);
    }
    if (checkpoint.size > last.size) this.#memory.keep(checkpoint);
    const text = checkpointText(checkpoint);
    return succeed(
      joinNote(
        text,
        this.#keys.map((key) => key.signatureLine(text)),
      ),
    );
  }
}
