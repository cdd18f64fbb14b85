/** The messages of a run, found by who said them and their sequence, in its message logs. */
import { dirname } from "node:path";
import { FileTable } from "../../../runtime/codec/file-table.ts";
import { RecordFile } from "../../../runtime/codec/record-file.ts";
import type { KeptRecord } from "../../../runtime/replay/kept-reader.ts";
import type { Messages } from "../../../runtime/replay/life-replay.ts";

/** Records of one actor in one topic and one process of the run, whose sequences grow. */
type Stretch = {
  readonly folder: string;
  readonly sequences: number[];
  readonly files: number[];
  readonly places: number[];
};

export class KeptMessages implements Messages {
  readonly #files: readonly Uint8Array[];
  /** Folder of each file: another process has another one. */
  readonly #folders: readonly string[];
  /** An actor that left and came back has a topic whose sequences begin again: one stretch each. */
  readonly #stretches = new Map<string, Stretch[]>();

  private constructor(paths: readonly string[], files: readonly Uint8Array[]) {
    this.#files = files;
    this.#folders = paths.map((path) => dirname(path));
    for (const [file, bytes] of files.entries()) this.#index(bytes, file);
  }

  /** @param paths Of the run's message logs, oldest first. */
  static async read(paths: readonly string[]): Promise<KeptMessages> {
    return new KeptMessages(paths, await Promise.all(paths.map((path) => Bun.file(path).bytes())));
  }

  /** Null also when two topics of that name have such a record. */
  find(actor: string, sequence: number): KeptRecord | null {
    const found = this.#of(actor).flatMap(({ sequences, files, places }) => {
      const at = placeOf(sequences, sequence);
      return sequences[at] === sequence ? [{ file: files[at] ?? 0, place: places[at] ?? 0 }] : [];
    });
    const [first] = found;
    if (first === undefined || found.length > 1) return null;
    const bytes = this.#files[first.file] ?? new Uint8Array(0);
    return new RecordFile(bytes, first.place)[Symbol.iterator]().next().value ?? null;
  }

  missingFrom(actor: string, sequence: number): number {
    const stretches = this.#of(actor);
    const own = stretches.findLast((one) => (one.sequences[0] ?? 0) <= sequence);
    const { sequences = [] } = own ?? stretches[0] ?? {};
    return (sequences[placeOf(sequences, sequence)] ?? Number.POSITIVE_INFINITY) - sequence;
  }

  #of(actor: string): readonly Stretch[] {
    return this.#stretches.get(actor) ?? [];
  }

  #index(bytes: Uint8Array, file: number): undefined {
    const records = new RecordFile(bytes);
    const table = new FileTable();
    let place = records.position;
    for (const record of records) {
      if (!table.take(record)) {
        const name = table.actors.get(record.actor)?.name;
        if (name !== undefined) this.#add(name, record.sequence, { file, place });
      }
      place = records.position;
    }
  }

  #add(
    actor: string,
    sequence: number,
    { file, place }: { file: number; place: number },
  ): undefined {
    const stretches = this.#stretches.get(actor) ?? [];
    this.#stretches.set(actor, stretches);
    let stretch = stretches.at(-1);
    const folder = this.#folders[file] ?? "";
    const isOther = stretch?.folder !== folder || sequence <= (stretch.sequences.at(-1) ?? 0);
    if (stretch === undefined || isOther) {
      stretch = { folder, sequences: [], files: [], places: [] };
      stretches.push(stretch);
    }
    stretch.sequences.push(sequence);
    stretch.files.push(file);
    stretch.places.push(place);
  }
}

/** Index of the first that is `sequence` or greater. */
function placeOf(sequences: readonly number[], sequence: number): number {
  let low = 0;
  let high = sequences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sequences[middle] ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
