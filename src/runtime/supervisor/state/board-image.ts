/**
 * The values of one board as main saw them last: only slots that changed are read again, each by a
 * reader of the board, so none is ever torn.
 */
import { BoardReader } from "../../ring/board-reader.ts";
import type { StateTable } from "./state-part.ts";

/** What a table says of the type of its values. */
export type TableType = Omit<StateTable, "values">;

export class BoardImage {
  readonly #type: TableType;
  readonly #reader: BoardReader;
  readonly #scratch: DataView;
  /** Version of each slot that {@link look} read; 0 was never written. */
  readonly #versions: Int32Array;
  readonly #values = new Map<number, Uint8Array>();

  constructor(
    {
      slots,
      slotBytes,
      ...type
    }: TableType & { readonly slots: number; readonly slotBytes: number },
    memory: SharedArrayBuffer,
  ) {
    this.#type = type;
    this.#reader = new BoardReader(memory);
    this.#scratch = new DataView(new ArrayBuffer(Math.max(slotBytes, 8)));
    this.#versions = new Int32Array(slots);
  }

  /** Reads the slots that changed since the last look, and returns how many they are. */
  look(): number {
    let changed = 0;
    for (let slot = 0; slot < this.#versions.length; slot += 1) {
      const version = this.#reader.versionOf(slot);
      if (version === this.#versions[slot]) continue;
      // Version before value: a put that lands in between is seen again at the next look.
      this.#versions[slot] = version;
      const bytes = this.#reader.read(slot, this.#scratch);
      if (bytes >= 0) this.#values.set(slot, new Uint8Array(this.#scratch.buffer.slice(0, bytes)));
      changed += 1;
    }
    return changed;
  }

  /** What the last {@link look} saw; a later one does not change it. */
  table(): StateTable {
    return { ...this.#type, values: new Map(this.#values) };
  }
}
