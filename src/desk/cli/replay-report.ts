/** What a replay found, as a verdict and as plain data. */
import type { LifeEnd } from "../../runtime/replay/life-replay.ts";
import type { ActorReport, LifeReport } from "../run/replay/replay-actor.ts";
import { EXIT } from "./exit-codes.ts";
import { plainState } from "./plain-state.ts";

export type Verdict = {
  readonly exit: typeof EXIT.OK | typeof EXIT.CHECK_FAILED | typeof EXIT.DATA | typeof EXIT.USAGE;
  readonly message: string;
  readonly help: readonly string[];
};

export type Asked = {
  /** Sequence of the message before whose handler it was to stop; null without. */
  readonly breakAt: number | null;
  /** Whether the run did not come to its end: then its last records may be missing. */
  readonly wasCutOff: boolean;
};

/** A difference counts more than what could not be compared. */
export function verdictOf(reports: readonly ActorReport[], asked: Asked): Verdict {
  const lives = reports.flatMap(({ actor, lives: all }) => all.map((life) => ({ actor, life })));
  const diverged = lives.find(({ life }) => life.end.kind === "DIVERGED");
  if (diverged !== undefined) {
    const message = `${diverged.actor} does not do again what it did`;
    return { exit: EXIT.CHECK_FAILED, message, help: [] };
  }
  const lost = lives.flatMap(({ actor, life }) => lossesOf(actor, life, asked));
  const [first] = lost;
  if (first !== undefined) return { exit: EXIT.DATA, message: first, help: lost.slice(1) };
  if (asked.breakAt !== null && reports.every(({ moment }) => moment === null)) {
    const message = `no recorded handler sent the message ${asked.breakAt}`;
    const help = ["bun run inspect <run> --actor NAME shows the sequence of each message"];
    return { exit: EXIT.DATA, message, help };
  }
  return { exit: EXIT.OK, message: "", help: [] };
}

/** Sentences: what of a life could not be run again. */
function lossesOf(actor: string, life: LifeReport, { wasCutOff }: Asked): readonly string[] {
  const { end, isCut, isEnded, incarnation } = life;
  // Nothing is missing: it was never meant to be run again.
  if (end.kind === "OWN_FILES") return [];
  const who = `life ${incarnation} of ${actor}`;
  const losses: string[] = [];
  if (end.kind === "MISSING" && !(wasCutOff && end.count === Number.POSITIVE_INFINITY)) {
    losses.push(`${who} cannot be replayed from here: ${missingText(end)}`);
  }
  if (isCut) losses.push(`the log of ${who} lacks bytes at its end`);
  if (isEnded) losses.push(`the recording of ${who} ended before the life did`);
  return losses;
}

/** @param end What was not kept. */
export function missingText({ actor, sequence, count }: Extract<LifeEnd, { kind: "MISSING" }>) {
  if (count === Number.POSITIVE_INFINITY) {
    return `the message log ends before record ${sequence} of ${actor}`;
  }
  return `${count} records of ${actor} are not in the message log, from ${sequence} on`;
}

/** The `data` of `bun run replay --json`. */
export function documentOf(folder: string, reports: readonly ActorReport[]) {
  const sum = (of: (life: LifeReport) => number) =>
    reports.flatMap(({ lives }) => lives).reduce((total, life) => total + of(life), 0);
  return {
    run: folder,
    lives: sum(() => 1),
    handlers: sum(({ handlers }) => handlers),
    equal: sum(({ equal }) => equal),
    unseen: sum(({ unseen }) => unseen),
    unkept: sum(({ unkept }) => unkept),
    ownFiles: sum(({ end }) => (end.kind === "OWN_FILES" ? 1 : 0)),
    actors: reports.map(({ actor, lives, moment }) => ({
      actor,
      lives: lives.map((life) => ({ ...life, end: plainState(life.end) })),
      moment: moment === null ? null : plainState(moment),
    })),
  };
}
