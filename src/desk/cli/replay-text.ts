/** What a replay found, as people read it. */
import type { LifeEnd } from "../../runtime/replay/life-replay.ts";
import type { ActorReport, LifeReport, Moment } from "../run/replay/replay-actor.ts";
import { missingText } from "./replay-report.ts";

const COLUMNS = ["actor", "life", "handlers", "equal", "unseen", "not kept"] as const;
/** How deep a state is shown. */
const DEPTH = 5;
/** Longest input or body that is shown whole. */
const TEXT_MAX = 4_000;

/** A table of all lives, then each moment at which a replay ended before its record did. */
export function reportText(folder: string, reports: readonly ActorReport[]): string {
  const rows = reports.flatMap(({ actor, lives }) => lives.map((life) => rowOf(actor, life)));
  const table = tableText([COLUMNS, ...rows]);
  const endings = reports.flatMap(endingsOf);
  const all = reports.flatMap(({ lives }) => lives);
  const equal = all.reduce((sum, life) => sum + life.equal, 0);
  const sums = [`${equal} messages are equal`, ...ownFilesText(all)];
  return [`replay of ${folder}`, table, ...sums, ...endings].join("\n");
}

function rowOf(actor: string, life: LifeReport): readonly string[] {
  const { incarnation, handlers, equal, unseen, unkept } = life;
  const counts = [handlers, equal, unseen, unkept].map(String);
  const shown = life.end.kind === "OWN_FILES" ? counts.map(() => "-") : counts;
  return [actor, String(incarnation), ...shown];
}

function ownFilesText(lives: readonly LifeReport[]): readonly string[] {
  const count = lives.filter(({ end }) => end.kind === "OWN_FILES").length;
  if (count === 0) return [];
  return [
    count === 1
      ? "1 life is not replayed: it keeps files of its own"
      : `${count} lives are not replayed: they keep files of their own`,
  ];
}

function endingsOf({ actor, lives, moment }: ActorReport): readonly string[] {
  return lives.flatMap(({ end, incarnation }) => {
    if (end.kind === "EQUAL" || end.kind === "OWN_FILES") return [];
    const own = moment?.incarnation === incarnation ? momentText(moment) : [];
    return ["", `${actor}, life ${incarnation}: ${endText(end)}`, ...own];
  });
}

function endText(end: LifeEnd): string {
  switch (end.kind) {
    case "DIVERGED": {
      const { kind, recorded, replayed, sequence } = end.difference;
      const place = sequence === null ? "" : ` at message ${sequence}`;
      return [
        `the first difference${place} (${kind})`,
        `  recorded: ${valueText(recorded)}`,
        `  replayed: ${valueText(replayed)}`,
      ].join("\n");
    }
    case "MISSING":
      return `cannot be replayed from here: ${missingText(end)}`;
    default:
      return "stopped as asked";
  }
}

function momentText({ handlerNumber, at, state, snapshot }: Moment): readonly string[] {
  const handler = at === null ? "between two handlers" : `handler ${at.handler}`;
  return [
    `  ${handler}, number ${handlerNumber} of its life`,
    ...(at === null ? [] : [`  input: ${valueText(at.input)}`, ...at.answers.map(answerText)]),
    `  state before it: ${valueText(state)}`,
    ...(snapshot === undefined ? [] : [`  its snapshot: ${valueText(snapshot)}`]),
  ];
}

function answerText({ question, answer }: { question: string; answer: unknown }): string {
  const value = answer instanceof Uint8Array ? `${answer.length} bytes` : valueText(answer);
  return `  ${question.toLowerCase().replaceAll("_", " ")}: ${value}`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return cut(value);
  return cut(Bun.inspect(value, { depth: DEPTH, colors: false })).replaceAll("\n", "\n  ");
}

function cut(text: string): string {
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)} ...`;
}

/** Names to the left, numbers to the right. */
function tableText(rows: readonly (readonly string[])[]): string {
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ");
  return rows.map(lineOf).join("\n");
}
