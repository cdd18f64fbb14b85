/** A run as text: short, to be replayed; and step by step, to be read. */
import type { State } from "../model/state.ts";
import { ATOMIC_LOAD, KIND_NAMES, LOAD, STORE, WAIT_ASYNC } from "../realm/access.ts";
import type { Stage } from "./explore.ts";
import type { Action, Move } from "./move.ts";

const LETTERS: Readonly<Record<Action, string>> = { RUN: "r", COMMIT: "c", DROP: "d", CRASH: "x" };
const LAST_ON_MEMORY = WAIT_ASYNC;
const MOVE = /^(\d+)([rcdx])(\d*)$/;

/** Moves of a run, in order, like `0r 1r 0c1 0x`: thread, action, and which one if not the first. */
export function printSchedule(moves: readonly Move[]): string {
  return moves
    .map(({ thread, action, pick }) => `${thread}${LETTERS[action]}${pick === 0 ? "" : pick}`)
    .join(" ");
}

/** @throws When a word is not a move. */
export function parseSchedule(text: string): Move[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => {
      const [, thread, letter, pick] = MOVE.exec(word) ?? [];
      const action = (Object.keys(LETTERS) as Action[]).find((name) => LETTERS[name] === letter);
      if (action === undefined) throw new Error(`a move is like 0r or 1c2: this is ${word}`);
      return { thread: Number(thread), action, pick: Number(pick || 0) };
    });
}

/** What the run does, a line a step; those between two decisions are indented. */
export function describeRun(
  stage: Stage,
  moves: readonly Move[],
  nameOf: (word: number) => string,
): string[] {
  const { stepper, start } = stage;
  const lines: string[] = [];
  const settle = (from: State): State =>
    stepper.settle(from, (at, move) => lines.push(`    ${describe(stage, at, move, nameOf)}`))
      .state;
  let state = settle(start);
  for (const move of moves) {
    lines.push(describe(stage, state, move, nameOf));
    state = settle(stepper.apply(state, move));
  }
  return lines;
}

function describe(
  { stepper, names, locations }: Stage,
  state: State,
  move: Move,
  nameOf: (word: number) => string,
): string {
  const name = names[move.thread] ?? "?";
  if (move.action === "CRASH") return `${name} is terminated`;
  if (move.action === "RUN") return `${name}: ${describeAccess(stepper, state, move, nameOf)}`;
  const entry = state.buffers[move.thread]?.[move.pick];
  const place = entry === undefined ? "?" : nameOf(locations.wordOf(entry.location));
  const verb = move.action === "COMMIT" ? "is visible" : "is lost with it";
  return `${name}'s store of ${entry?.low} to ${place} ${verb}`;
}

function describeAccess(
  stepper: Stage["stepper"],
  state: State,
  move: Move,
  nameOf: (word: number) => string,
): string {
  const { access } = stepper.nodeOf(state, move.thread);
  if (access === null) return "has ended";
  const { kind, word, low } = access;
  const seen = stepper.nodeOf(stepper.apply(state, move), move.thread).low;
  const place = kind <= LAST_ON_MEMORY ? nameOf(word) : String(word);
  const isLoad = kind === LOAD || kind === ATOMIC_LOAD;
  const given = isLoad ? "" : ` ${low}`;
  const result = kind === STORE ? "" : ` gives ${seen}`;
  return `${KIND_NAMES[kind]} ${place}${given}${isLoad && move.pick > 0 ? " early" : ""}${result}`;
}
