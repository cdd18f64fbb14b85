/**
 * `bun run sim [desk]`: runs a desk in the simulation, under the faults of many seeds, and says what
 * must never be and was. A failing seed is one line that runs it again.
 */
import { resolve } from "node:path";
import { drawPlan, type Fault } from "../simulation/fault/fault-plan.ts";
import { hashOfDesk, hashOfSources } from "../simulation/run-name.ts";
import { type FailingSeed, runSeeds, type SetResult } from "../simulation/seed-set.ts";
import { SOMETIMES_SEEDS, sometimesOf, unseen } from "../simulation/sometimes.ts";
import { hasExchange, loadForSimulation } from "../simulation/world/loaded-desk.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { mistakesFailure } from "./check.ts";
import { durationText, parseDuration } from "./duration.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { Output } from "./output.ts";
import { PROJECT_ROOT } from "./project-root.ts";
import { SimProgress } from "./sim-progress.ts";

const SHAPE = {
  positionalsMax: 1,
  flags: {
    seeds: "VALUE",
    seed: "VALUE",
    from: "VALUE",
    only: "VALUE",
    span: "VALUE",
    first: "SWITCH",
    unjudged: "SWITCH",
    json: "SWITCH",
  },
} as const;

const DEMO = "config/demo";
/** The desks for which the lists of rare things were made. */
const MEASURED_DESKS = [DEMO, "config/playback"];
const SEEDS = 20;
const SEEDS_MAX = 1_000_000;
/** How long faults come. Virtual time. */
const SPAN = "20s";
const SPAN_MS_MAX = 86_400_000;

type Wanted = {
  readonly seeds: readonly number[];
  readonly spanMs: number;
  readonly only: readonly number[] | null;
  readonly hasJudges: boolean;
  readonly endsAtFirst: boolean;
};

/** Runs the seeds that were asked for. */
export async function runSim(given: readonly string[]): Promise<ExitCode> {
  const output = new Output("sim", given.includes("--json"));
  const parsed = parseArguments(given, SHAPE);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const wanted = wantedOf(parsed.value);
  if (typeof wanted === "string") return output.fail({ exit: EXIT.USAGE, message: wanted });
  const folder = resolve(parsed.value.positionals[0] ?? DEMO);
  const loaded = await loadForSimulation(folder, PROJECT_ROOT);
  if (!loaded.ok) return output.fail(mistakesFailure(folder, loaded.failure));
  const unknown = unknownFaultOf(wanted, hasExchange(loaded.value));
  if (unknown !== null) return output.fail({ exit: EXIT.USAGE, message: unknown });
  const shrinks = wanted.only === null && !wanted.endsAtFirst;
  const progress = new SimProgress(output, { seeds: wanted.seeds.length, shrinks });
  const result = await runSeeds({
    loaded: loaded.value,
    ...wanted,
    shrinks,
    ...progress.listeners,
  });
  const code = hashOfSources(PROJECT_ROOT);
  const name = { code, config: hashOfDesk(folder), bun: Bun.version };
  const desk = parsed.value.positionals[0] ?? null;
  const isMeasured =
    MEASURED_DESKS.includes(desk ?? DEMO) &&
    wanted.hasJudges &&
    wanted.spanMs === parseDuration(SPAN);
  return report(output, result, { name, desk, isMeasured, hasExchange: hasExchange(loaded.value) });
}

/** A replay that leaves out what it should have is no replay. */
function unknownFaultOf({ seeds, spanMs, only }: Wanted, isWithExchange: boolean): string | null {
  const [seed = 0] = seeds;
  const { faults } = drawPlan({ seed, spanMs, hasExchange: isWithExchange });
  const unknown = only?.find((number) => faults[number] === undefined);
  if (unknown === undefined) return null;
  const has = faults.length === 0 ? "no faults" : `faults 0 to ${faults.length - 1}`;
  return `--only ${unknown}: seed ${seed} has ${has} in ${durationText(spanMs)}`;
}

type Named = { readonly code: string; readonly config: string; readonly bun: string };

/** What was run. `desk` as it was typed; null: the demo desk. */
type Subject = {
  readonly name: Named;
  readonly desk: string | null;
  /** Whether it is what the list of rare things was made for. */
  readonly isMeasured: boolean;
  readonly hasExchange: boolean;
};

function report(output: Output, result: SetResult, subject: Subject): ExitCode {
  const { name, desk, isMeasured } = subject;
  const rare = sometimesOf(subject.hasExchange);
  const replayOf = (one: FailingSeed) => replayLine(one, desk);
  const { seeds, events, eventsPerS, failing, sometimes, doubleRuns, diverging } = result;
  const missing = isMeasured && seeds >= SOMETIMES_SEEDS ? unseen(rare, sometimes) : [];
  const names = [...new Set([...rare, ...sometimes.keys()])].sort();
  const data = {
    seeds,
    events,
    eventsPerS,
    violations: failing.length,
    sometimes: Object.fromEntries(names.map((one) => [one, sometimes.get(one) ?? 0])),
    doubleRuns,
    divergences: diverging.length,
    log: result.log,
    name,
    failing: failing.map(({ seed, violation, plan }) => {
      return {
        seed,
        ...violation,
        faults: plan.faults,
        replay: replayOf({ seed, violation, plan }),
      };
    }),
    diverging,
    unseen: missing,
  };
  const wrong = [
    ...failing.map((one) => failureText(one, replayOf(one))),
    ...diverging.map((seed) => divergenceText(seed)),
    ...missing.map((one) => `no seed saw: ${one}`),
  ];
  const ran = `${counted(seeds, "seed")}, ${events} events, ${eventsPerS} a second, ${doubleRuns} run twice`;
  const text = `${ran}${result.log === null ? "" : `\nlog ${result.log}`}\ncode ${name.code}, config ${name.config}, Bun ${name.bun}`;
  if (wrong.length === 0) return output.succeed({ data, text: `${text}\nno violation` });
  const message = [
    `${counted(failing.length, "failing seed")}, ${diverging.length} that diverge`,
    `${counted(missing.length, "rare thing")} not seen`,
  ].join(", ");
  return output.fail({
    exit: EXIT.CHECK_FAILED,
    message,
    data,
    text: [text, ...wrong, message].join("\n"),
  });
}

/** The violation of the small run, and its faults by name. */
function failureText({ violation, plan }: FailingSeed, line: string): string {
  const at = ({ atMs, kind }: Fault) => `${(atMs / 1_000).toFixed(2)} s ${kind}`;
  const faults = plan.faults.length === 0 ? "no fault is needed" : plan.faults.map(at).join(", ");
  return `${violation.judge}: ${violation.text}\n  ${faults}\n  ${line}`;
}

function divergenceText(seed: number): string {
  return `seed ${seed} ran differently the second time: something of it reads a clock, random numbers or a module's own state`;
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

function replayLine({ seed, plan }: FailingSeed, desk: string | null): string {
  const only = plan.faults.map(({ number }) => number).join(",") || "none";
  const text = durationText(plan.spanMs);
  const span = text === SPAN ? "" : ` --span ${text}`;
  const named = desk === null ? "" : `${desk} `;
  return `bun run sim ${named}--seed ${seed} --only ${only}${span}`;
}

function wantedOf(given: Arguments): Wanted | string {
  const { value, has } = given;
  const seeds = seedsOf(given);
  if (typeof seeds === "string") return seeds;
  const spanMs = parseDuration(value("span") ?? SPAN) ?? Number.NaN;
  if (!(spanMs <= SPAN_MS_MAX)) return "--span is a duration up to 24h, as in 20s";
  const listed = value("only");
  if (listed !== null && value("seed") === null) {
    return "--only needs --seed: faults are those of one seed";
  }
  const only = listed === "none" ? [] : (listed?.split(",").map(Number) ?? null);
  if (only?.every((number) => Number.isInteger(number) && number >= 0) === false) {
    return "--only is a list of numbers of faults, as a failing seed has printed it: 3,17, or none";
  }
  return { seeds, spanMs, only, hasJudges: !has("unjudged"), endsAtFirst: has("first") };
}

function seedsOf({ value, has }: Arguments): readonly number[] | string {
  const count = numberOf(value("seeds"), SEEDS);
  const from = numberOf(value("from"), 1);
  const seed = value("seed");
  if (!(Number.isInteger(count) && count >= 1 && count <= SEEDS_MAX)) {
    return `--seeds is a whole number from 1 to ${SEEDS_MAX}`;
  }
  if (!(Number.isSafeInteger(from) && from >= 0)) return "--from is a whole number from 0 up";
  if (seed === null) return Array.from({ length: count }, (_, index) => from + index);
  if (has("seeds") || has("from")) return "--seed is one, and --seeds and --from are many";
  const one = Number(seed);
  return Number.isSafeInteger(one) && one >= 0 ? [one] : "--seed is a whole number from 0 up";
}

function numberOf(text: string | null, fallback: number): number {
  return text === null ? fallback : Number(text);
}
