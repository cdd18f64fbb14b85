/** The files of an export, as records come: all in one, or each type in its own. */
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { SeenRecord } from "../../journal-view/journal-reader.ts";
import { CsvTable } from "../../journal-view/text/csv-text.ts";
import { documentJson, recordDocument } from "../../journal-view/text/record-lines.ts";

export type Exporting = {
  /** Files within the folder; none when there is one file. */
  readonly names: readonly string[];
  add(seen: SeenRecord): undefined;
  close(): undefined;
};

/** Whoever may read the journal may read what comes out of it: its owner. */
const OWNER_ONLY = 0o600;
const LINES_A_WRITE = 1_024;
/** What is no name for a file anywhere. */
const STRANGE = /[^\w.-]/g;

/** A file that is new: lines leave many at a time. */
class LineFile {
  readonly #handle: number;
  #lines: string[] = [];

  constructor(path: string) {
    this.#handle = openSync(path, "wx", OWNER_ONLY);
  }

  add(line: string): undefined {
    this.#lines.push(line);
    if (this.#lines.length >= LINES_A_WRITE) this.#flush();
  }

  close(): undefined {
    this.#flush();
    closeSync(this.#handle);
  }

  #flush(): undefined {
    if (this.#lines.length === 0) return;
    const bytes = Buffer.from(`${this.#lines.join("\n")}\n`);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle, bytes, done);
    this.#lines = [];
  }
}

export class JsonlExport implements Exporting {
  readonly names: readonly string[] = [];
  readonly #file: LineFile;

  constructor(path: string) {
    this.#file = new LineFile(path);
  }

  add(seen: SeenRecord): undefined {
    this.#file.add(documentJson(recordDocument(seen)));
  }

  close(): undefined {
    this.#file.close();
  }
}

export class CsvExport implements Exporting {
  readonly #folder: string;
  readonly #tables = new Map<string, { readonly table: CsvTable; readonly file: LineFile }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get names(): readonly string[] {
    return [...this.#tables.keys()].sort();
  }

  add(seen: SeenRecord): undefined {
    const { type, record } = seen;
    // Another version is another layout.
    const version = record.version === 1 ? "" : `.v${record.version}`;
    const name = `${type}${version}.csv`.replaceAll(STRANGE, "_");
    let found = this.#tables.get(name);
    if (found === undefined) {
      found = { table: new CsvTable(seen), file: new LineFile(join(this.#folder, name)) };
      this.#tables.set(name, found);
      found.file.add(found.table.headLine);
    }
    found.file.add(found.table.lineOf(seen));
  }

  close(): undefined {
    for (const { file } of this.#tables.values()) file.close();
  }
}
