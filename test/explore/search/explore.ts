/**
 * Visits every state that a scenario can come to, depth first, each once.
 *
 * Bias: states are told apart by 53 bits of hash.
 */
import { Locations } from "../model/locations.ts";
import { type MemoryOrder, SC } from "../model/memory-order.ts";
import { keyOf, type State } from "../model/state.ts";
import { loadRing } from "../realm/load-ring.ts";
import { KnownKeys } from "./known-keys.ts";
import type { Move } from "./move.ts";
import type { Scenario } from "./scenario.ts";
import { Stepper } from "./stepper.ts";
import { type Node, Runner, ThreadTree } from "./thread-tree.ts";

export type Explored = {
  /** Different states, and moves between them. */
  readonly states: number;
  readonly moves: number;
  /** Different ways in which a run ended. */
  readonly ends: number;
  readonly violation: Violation | null;
  /** What it walked through: a violation is described with it. */
  readonly stage: Stage;
};

export type Violation = { readonly message: string; readonly moves: readonly Move[] };

/** A scenario, ready to be walked through. */
export type Stage = {
  readonly stepper: Stepper;
  readonly start: State;
  readonly names: readonly string[];
  readonly locations: Locations;
};

/** Above it a search takes more memory than there is: the scenario is to be made smaller. */
const STATES_MAX = 12_000_000;

/**
 * @param text The ring's bundle.
 * @throws When there are more states than can be visited.
 */
export function explore(scenario: Scenario, order: MemoryOrder, text: string): Explored {
  const build = stageBuilder(scenario, order, text);
  for (;;) {
    const stage = build();
    const explored = search(scenario, stage);
    if (explored !== null) return explored;
  }
}

/** Sets a scenario up; again and again, with what is known of shared words kept. */
export function stageBuilder(scenario: Scenario, order: MemoryOrder, text: string): () => Stage {
  const runner = new Runner();
  const specs = scenario.threads(loadRing(text, runner, order.keepsStoreOrder));
  const names = specs.map(({ name }) => name);
  const nodes: Node[] = [];
  const trees = specs.map((spec) => new ThreadTree(spec, names, runner, nodes));
  const locations = new Locations(runner.initial);
  const given = {
    locations,
    trees,
    nodes,
    mayCrash: specs.map(({ mayCrash = false }) => mayCrash),
    isLast: specs.map(({ isLast = false }) => isLast),
    crashesMax: scenario.crashesMax ?? 0,
    lost: scenario.lost ?? order.lost,
    reorderingsMax: scenario.reorderingsMax ?? order.reorderingsMax,
  };
  const start = passPrologues(new Stepper({ ...given, order: SC }), stateOf(trees));
  return () => ({ stepper: new Stepper({ ...given, order }), start, names, locations });
}

function stateOf(trees: readonly ThreadTree[]): State {
  return {
    memory: [],
    hash1: 0,
    hash2: 0,
    nodes: trees.map(({ root }) => root.id),
    dead: 0,
    buffers: trees.map(() => []),
    past: [],
    waiters: [],
    resolved: trees.map(() => 0),
    crashes: 0,
    reorderings: 0,
  };
}

/** Each thread alone up to where it says that it begins. */
function passPrologues(stepper: Stepper, from: State): State {
  let state = from;
  for (let thread = 0; thread < from.nodes.length; thread += 1) {
    for (;;) {
      const { access, failure } = stepper.nodeOf(state, thread);
      if (failure !== null) throw failure;
      if (access === null) break;
      const hasBegun = stepper.isBegin(access);
      state = stepper.apply(state, { thread, action: "RUN", pick: 0 });
      if (hasBegun) break;
    }
  }
  return state;
}

type Frame = { readonly state: State; readonly moves: readonly Move[]; next: number };

/** Null when a word that was taken for private turned out to be shared. */
function search(scenario: Scenario, stage: Stage): Explored | null {
  const { stepper, start, names } = stage;
  const known = new KnownKeys();
  const counts = { states: 0, moves: 0, ends: 0 };
  const frames: Frame[] = [];
  /** Enters a state unless it is known; a message when it is a violation. */
  const enter = (from: State): string | null => {
    const { state, moves } = stepper.settle(from);
    if (!known.add(keyOf(state))) return null;
    counts.states += 1;
    if (counts.states > STATES_MAX) throw new Error(`${scenario.name} has too many states`);
    frames.push({ state, moves, next: 0 });
    if (moves.length === 0) counts.ends += 1;
    return violationIn(scenario, stepper, { state, names, isEnd: moves.length === 0 });
  };
  let message = enter(start);
  while (message === null && frames.length > 0) {
    if (stepper.foundShared) return null;
    const frame = frames[frames.length - 1] as Frame;
    const move = frame.moves[frame.next];
    if (move === undefined) {
      frames.pop();
      continue;
    }
    frame.next += 1;
    counts.moves += 1;
    message = enter(stepper.apply(frame.state, move));
  }
  if (message !== null && stepper.foundShared) return null;
  const moves = frames.flatMap(({ moves: all, next }) => all.slice(next - 1, next));
  return { ...counts, stage, violation: message === null ? null : { message, moves } };
}

/** Where one schedule leads, and what is wrong there; null when nothing is. */
export function replay(
  scenario: Scenario,
  order: MemoryOrder,
  { text, moves }: { text: string; moves: readonly Move[] },
): { readonly stage: Stage; readonly message: string | null } {
  // What is shared is known only after a search: a schedule counts decisions about shared words.
  const { stage } = explore(scenario, order, text);
  const { stepper, names } = stage;
  let settled = stepper.settle(stage.start);
  for (const move of moves) settled = stepper.settle(stepper.apply(settled.state, move));
  const isEnd = settled.moves.length === 0;
  return { stage, message: violationIn(scenario, stepper, { state: settled.state, names, isEnd }) };
}

/** What is wrong with a state; null when nothing is. */
export function violationIn(
  { check }: Scenario,
  stepper: Stepper,
  { state, names, isEnd }: { state: State; names: readonly string[]; isEnd: boolean },
): string | null {
  for (const [thread, name] of names.entries()) {
    const { failure } = stepper.nodeOf(state, thread);
    if (failure !== null && !stepper.isDead(state, thread)) return `${name}: ${failure.message}`;
  }
  if (stepper.complaint !== null) return stepper.complaint;
  if (!isEnd) return null;
  const stuck = names.filter((_name, thread) => !stepper.isOver(state, thread));
  if (stuck.length > 0) return `nobody can go on: ${stuck.join(" and ")} waits for ever`;
  try {
    check((name) => {
      const thread = names.indexOf(name);
      if (thread < 0) throw new Error(`there is no thread ${name}`);
      const { records } = stepper.nodeOf(state, thread);
      return { records, crashed: stepper.isDead(state, thread) };
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return null;
}
