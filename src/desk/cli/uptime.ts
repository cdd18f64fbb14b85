/**
 * `bun run uptime`: how available a desk was, by the beats in its journals alone, and a picture of the
 * days. It reads what is there, also of a running desk, and changes nothing.
 */
import { existsSync, writeFileSync } from "node:fs";
import { wallMicros } from "../../core/clock.ts";
import { failWith, type Result, succeed } from "../../core/result.ts";
import { StorageError } from "../../runtime/journal/storage/storage-error.ts";
import { type FoundJournal, findJournals, LATEST } from "../journal-view/find-journal.ts";
import { chooseWindow } from "../uptime/choose-window.ts";
import { type DeskHistory, readHistory } from "../uptime/desk-history.ts";
import { SecondLine } from "../uptime/second-line.ts";
import { uptimeReport } from "../uptime/uptime-report.ts";
import { uptimeSvg } from "../uptime/uptime-svg.ts";
import { uptimeText } from "../uptime/uptime-text.ts";
import type { Arguments } from "./arguments.ts";
import { outliveItsReader } from "./broken-pipe.ts";
import { cannotWrite } from "./cannot-write.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { damageText, noMoment, progressOf, readArguments } from "./journal/opened.ts";
import { parseMoment } from "./moment.ts";
import { type Failure, Output } from "./output.ts";

const SHAPE = {
  positionalsMax: 10_000,
  flags: { from: "VALUE", to: "VALUE", target: "VALUE", svg: "VALUE", json: "SWITCH" },
} as const;
const TARGET_PERCENT = 99.9;
/** Longest window that is looked at second by second: ten years. */
const WINDOW_S_MAX = 10 * 366 * 86_400;

type Asked = {
  readonly journals: readonly FoundJournal[];
  readonly fromMicros: number | null;
  readonly toMicros: number | null;
  /** Fraction. */
  readonly target: number;
  readonly svg: string | null;
};

export async function runUptime(given: readonly string[]): Promise<ExitCode> {
  outliveItsReader();
  const output = new Output("uptime", given.includes("--json"));
  const flags = readArguments(given, SHAPE);
  if (!flags.ok) return output.fail(flags.failure);
  const asked = readAsked(flags.value);
  if (!asked.ok) return output.fail(asked.failure);
  try {
    return report(asked.value, output);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return output.fail({ exit: EXIT.DATA, message: error.message });
  }
}

function report({ journals, target, svg, ...asked }: Asked, output: Output): ExitCode {
  const history = readHistory(journals, progressOf(output, "uptime"));
  output.clearStatus();
  if (history.runs.length === 0) return output.fail(emptyFailure(history));
  const { notes, ...window } = chooseWindow(history, { ...asked, nowMicros: wallMicros() });
  if (!(window.to > window.from) || window.to - window.from > WINDOW_S_MAX) {
    const message = "the window must have at least a second, and at most ten years";
    const help = ["--from is the earlier one, and what lies ahead of now is not counted"];
    return output.fail({ exit: EXIT.USAGE, message, help });
  }
  if (history.spans.length === 0) output.warn("no journal of them has a beat: all of it is dark");
  for (const note of notes) output.warn(note);
  for (const damage of history.damages) {
    output.warn(`damaged, and dark where its beats were: ${damageText(damage)}`);
  }
  const line = new SecondLine(history, window);
  const figures = uptimeReport(history, line, target);
  const { withoutPlanned } = figures.availability;
  if (svg !== null) {
    const picture = uptimeSvg({ line, availability: withoutPlanned });
    const failure = cannotWrite(svg, () => writeFileSync(svg, picture));
    if (failure !== null) return output.fail(failure);
  }
  const next = svg === null ? ["a picture of the days: bun run uptime --svg uptime.svg"] : [];
  const journalPaths = journals.map(({ journal }) => journal);
  const data = { journals: journalPaths, ...figures, damages: history.damages, svg };
  return output.succeed({ data, text: uptimeText(figures), next });
}

function emptyFailure({ damages }: DeskHistory): Failure {
  const [first] = damages;
  const why = first === undefined ? "" : `: ${damageText(first)}`;
  return { exit: EXIT.DATA, message: `no journal holds a record that can be read${why}` };
}

function readAsked(flags: Arguments): Result<Asked, Failure> {
  const from = readMoment(flags, "from");
  if (!from.ok) return from;
  const to = readMoment(flags, "to");
  if (!to.ok) return to;
  const given = flags.value("target");
  const target = given === null ? TARGET_PERCENT : Number(given.replace(/%$/, ""));
  if (!(target > 0 && target < 100)) {
    const message = `--target is a percentage above 0 and below 100: found ${given}`;
    return failWith({ exit: EXIT.USAGE, message, help: ["example: --target 99.95"] });
  }
  const svg = flags.value("svg");
  if (svg !== null && existsSync(svg) && !svg.endsWith(".svg")) {
    const message = `${svg} is there already, and is no picture`;
    return failWith({ exit: EXIT.CONFLICT, message, file: svg });
  }
  const folders = flags.positionals.length === 0 ? [LATEST] : flags.positionals;
  const journals = findJournals(folders);
  if (!journals.ok) {
    const help = [
      "name a run, several of them, or the folder that they are in: bun run uptime run",
    ];
    return failWith({ exit: EXIT.DATA, message: journals.failure, help });
  }
  return succeed({
    journals: journals.value,
    fromMicros: from.value,
    toMicros: to.value,
    // Of 99.95 exactly what is written: a division by 100 may be off by a last digit.
    target: Number((target / 100).toFixed(12)),
    svg,
  });
}

function readMoment(flags: Arguments, flag: "from" | "to"): Result<number | null, Failure> {
  const text = flags.value(flag);
  if (text === null) return succeed(null);
  const micros = parseMoment(text);
  return micros === null ? failWith(noMoment(flag, text)) : succeed(micros);
}
