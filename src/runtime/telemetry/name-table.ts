/**
 * Names in shared memory, in the order of their ids: one writer registers, any thread reads.
 *
 * Invariant: a name is written before the count that includes it, and never changes.
 */
import { NAME_BYTES, NAME_BYTES_MAX, OVERFLOW_NAME } from "./telemetry-layout.ts";

/** One table of names, and the index of the word that counts them. */
export type NameMemory = {
  readonly control: Int32Array;
  readonly countIndex: number;
  readonly names: Uint8Array;
};

/** Names that are registered by now, by their ids. */
export function readNames({ control, countIndex, names }: NameMemory): string[] {
  // Acquire: the names up to this count are whole.
  const count = Atomics.load(control, countIndex);
  return Array.from({ length: count }, (_, id) => {
    const at = id * NAME_BYTES;
    const bytes = names.slice(at + 1, at + 1 + (names[at] ?? 0));
    return Buffer.from(bytes).toString("utf8");
  });
}

/** The writer's side. Names of earlier incarnations keep their ids. */
export class NameTable {
  readonly #memory: NameMemory;
  #ids: Map<string, number>;
  readonly #namesMax: number;

  constructor(memory: NameMemory) {
    this.#memory = memory;
    this.#ids = idsOf(memory);
    this.#namesMax = memory.names.length / NAME_BYTES;
  }

  /** Returns the id of `name`, cut to 62 bytes; that of the overflow when the table is full. */
  register(name: string): number {
    const kept = cut(name);
    const known = this.#ids.get(kept);
    if (known !== undefined) return known;
    // Another life may have registered some since, and ended.
    this.#ids = idsOf(this.#memory);
    const found = this.#ids.get(kept);
    if (found !== undefined) return found;
    if (this.#ids.size < this.#namesMax - 1) return this.#append(kept);
    return this.#ids.get(OVERFLOW_NAME) ?? this.#append(OVERFLOW_NAME);
  }

  #append(name: string): number {
    const { control, countIndex, names } = this.#memory;
    const id = this.#ids.size;
    const bytes = Buffer.from(name);
    names[id * NAME_BYTES] = bytes.length;
    names.set(bytes, id * NAME_BYTES + 1);
    // Release: whoever sees this count sees the name.
    Atomics.store(control, countIndex, id + 1);
    this.#ids.set(name, id);
    return id;
  }
}

function idsOf(memory: NameMemory): Map<string, number> {
  return new Map(readNames(memory).map((name, id) => [name, id]));
}

/** At a character's end, never within one. */
function cut(name: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES_MAX) return name;
  let kept = "";
  let bytes = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > NAME_BYTES_MAX) break;
    kept += character;
  }
  return kept;
}
