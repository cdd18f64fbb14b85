/**
 * Records of one type as lines of CSV (RFC 4180). The columns are those of the schema; of a packed type
 * those of its first record, and what a later one has beside them is JSON in the last column.
 */
import type { SeenRecord } from "../journal-reader.ts";
import { documentJson, recordDocument } from "./record-lines.ts";

const HEAD = ["journalSequence", "time", "actor", "sequence", "committedAt", "run"] as const;
/** Column of what no other one has: fields of a packed record, or why a record was refused. */
const REST = "more";
const QUOTED = /[",\r\n]/;

export class CsvTable {
  readonly #columns: readonly string[];

  /** @param first The record by which the table begins: {@link lineOf} gives its line like any other. */
  constructor(first: SeenRecord) {
    const fields = first.names.fieldsOf(first.record).map(({ name }) => name);
    this.#columns = fields.length > 0 ? fields : Object.keys(first.decode().body ?? {});
  }

  get headLine(): string {
    return [...HEAD, ...this.#columns, REST].map(cellText).join(",");
  }

  lineOf(seen: SeenRecord): string {
    const document = recordDocument(seen);
    const body = document.body ?? {};
    const columns = new Set(this.#columns);
    const rest = Object.entries(body).filter(([name]) => !columns.has(name));
    const { refused } = document;
    const more = refused !== null ? { refused } : Object.fromEntries(rest);
    return [
      ...HEAD.map((name) => document[name]),
      ...this.#columns.map((name) => body[name]),
      Object.keys(more).length === 0 ? "" : more,
    ]
      .map(cellText)
      .join(",");
  }
}

/** NaN and what is missing are empty cells: no number of a spreadsheet is either. */
function cellText(value: unknown): string {
  if (value === undefined || value === null || Number.isNaN(value)) return "";
  const text = typeof value === "string" ? value : documentJson(value);
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
