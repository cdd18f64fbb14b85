/**
 * The answer of an actor for people: numbers of actors and instruments by their names, ticks and lots
 * as decimals with their asset. The reply has no schema: a field's name says its unit by its end.
 */
import type { DeskLegend } from "../http/control/desk-control.ts";
import { lotsText, nameWithoutUnit, priceText, timeText } from "../journal-view/text/field-text.ts";
import { tableText } from "../journal-view/text/table-text.ts";

type Row = Readonly<Record<string, unknown>>;

/** Fields that hold the number of an actor. */
const ACTOR_FIELDS = ["actor", "strategy", "execution"];
const LOTS = /(?:^lots|Lots)(?:Min|Max)?$/;
const TICKS = /(?:^ticks|Ticks)(?:Min|Max)?$/;
const MICROS = /Micros$/;
const INDENT = "  ";

/** One field a line, with its table below it where it is a list of rows. */
export function answerText(reply: unknown, legend: DeskLegend): string {
  if (!isRow(reply)) return plain(reply);
  const labels = Object.keys(reply).map((name) => labelOf(name, reply));
  const width = Math.max(0, ...labels.map((label) => label.length));
  return Object.entries(reply)
    .map(([name, value], index) => {
      const label = (labels[index] ?? name).padEnd(width);
      if (Array.isArray(value) && value.length === 0) return `${label}  none`;
      if (!isTable(value)) return `${label}  ${cellText(name, reply, legend)}`;
      return `${label.trimEnd()}\n${rowsText(value, legend)}`;
    })
    .join("\n");
}

/** The columns are the fields of the rows, in the order in which they come up. */
function rowsText(rows: readonly Row[], legend: DeskLegend): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numeric = names.flatMap((name, column) =>
    rows.some((row) => name in row && isNumber(name, row)) ? [column] : [],
  );
  const head = names.map((name) => labelOf(name, rows.find((row) => name in row) ?? {}));
  const cells = rows.map((row) =>
    names.map((name) => (name in row ? cellText(name, row, legend) : "-")),
  );
  const text = tableText([head, ...cells], numeric);
  return text.replace(/^/gm, INDENT);
}

function cellText(name: string, row: Row, { actors, instruments }: DeskLegend): string {
  const value = row[name];
  if (typeof value !== "number") return plain(value);
  const named = (from: DeskLegend["actors"]) => from.find(({ number }) => number === value)?.name;
  if (ACTOR_FIELDS.includes(name)) return named(actors) ?? `actor ${value}`;
  if (name === "instrument") return named(instruments) ?? `instrument ${value}`;
  if (MICROS.test(name)) return timeText(value);
  const of = instruments.find(({ number }) => number === row.instrument);
  if (LOTS.test(name)) return of === undefined ? `${value} lots` : lotsText(of, value);
  if (TICKS.test(name)) return of === undefined ? `${value} ticks` : priceText(of, value);
  return String(value);
}

/** What is told with a unit needs none in its name. */
function labelOf(name: string, row: Row): string {
  if (typeof row[name] !== "number") return name;
  return MICROS.test(name) ? name.replace(MICROS, "") : nameWithoutUnit(name);
}

function isNumber(name: string, row: Row): boolean {
  const isName = name === "instrument" || ACTOR_FIELDS.includes(name) || MICROS.test(name);
  return typeof row[name] === "number" && !isName;
}

function plain(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "-";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isTable(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.every(isRow);
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
