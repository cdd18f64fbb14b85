/**
 * What a signer remembers: the last tree that it signed, in a file that lies elsewhere than the log.
 * Whoever puts an old log in the place of the present one has not put back this.
 */
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import type { TreeStorage } from "../../../io/disk/tree-storage.ts";
import { type Checkpoint, checkpointText, parseCheckpoint } from "../note/checkpoint-text.ts";
import { EMPTY_ROOT } from "../tree/tree-hash.ts";

const FILE = "signed";

export class SignerMemory {
  readonly #storage: TreeStorage;
  #last: Checkpoint;

  private constructor(storage: TreeStorage, last: Checkpoint) {
    this.#storage = storage;
    this.#last = last;
  }

  /** The memory of a signer that has signed nothing. Fails when there is one already. */
  static create(storage: TreeStorage, origin: string): Result<SignerMemory, string> {
    if (storage.read(FILE) !== null) return failWith("the signer has a memory already");
    const memory = new SignerMemory(storage, { origin, size: 0, root: EMPTY_ROOT });
    memory.keep(memory.last);
    return succeed(memory);
  }

  /** A memory that is there. A signer without one must not sign, as it may have forgotten. */
  static open(storage: TreeStorage): Result<SignerMemory, string> {
    const bytes = storage.read(FILE);
    if (bytes === null) return failWith("the signer has lost its memory");
    const last = parseCheckpoint(Buffer.from(bytes).toString("utf8"));
    return last === null
      ? failWith("the signer's memory is damaged")
      : succeed(new SignerMemory(storage, last));
  }

  get last(): Checkpoint {
    return this.#last;
  }

  /** Remembers a tree, durably. */
  keep(signed: Checkpoint): undefined {
    this.#storage.replace(FILE, Buffer.from(checkpointText(signed), "utf8"));
    this.#last = signed;
  }
}
