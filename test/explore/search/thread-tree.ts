/**
 * What one thread does next, for everything that it may have observed.
 *
 * Explored code is synchronous and cannot stop in the middle. So it is run from its beginning,
 * given what it observed so far, and ended by a throw at the first access that is not answered yet:
 * that access is the node's. A node is computed once, however many states it occurs in.
 */
import { wordAfter } from "../model/operators.ts";
import { type Access, LOAD, type Machine, STORE } from "../realm/access.ts";
import { Thread, type ThreadSpec } from "./thread.ts";

export type Node = {
  readonly id: number;
  readonly parent: Node | null;
  /** What the parent's access observed. */
  readonly low: number;
  readonly high: number;
  readonly depth: number;
  /** Null when the program has ended. */
  readonly access: Access | null;
  /** What it recorded up to here. */
  readonly records: readonly unknown[];
  /** What it threw. */
  readonly failure: Error | null;
  readonly children: Map<number | string, Node>;
};

/** More steps than any scenario has: a program that goes round for ever is a fault. */
const DEPTH_MAX = 4_000;
const SUSPENDED = Symbol("suspended");

/** The machine that explored code runs on: directly while a scenario is set up, else by replay. */
export class Runner implements Machine {
  high = 0;
  readonly #initial: number[] = [];
  readonly #interned = new Map<string, number>();
  #lows: readonly number[] = [];
  #highs: readonly number[] = [];
  #place = -1;
  #access: Access | null = null;
  #thread: Thread | null = null;

  /** Words of memory as the scenario's set-up left them. */
  get initial(): readonly number[] {
    return this.#initial;
  }

  allocate(words: number): number {
    const first = this.#initial.length;
    for (let word = 0; word < words; word += 1) this.#initial.push(0);
    return first;
  }

  readonly perform = (
    kind: number,
    word: number,
    words: 1 | 2,
    low: number,
    high: number,
    expected: number,
  ): number => {
    if (this.#place < 0) return this.#performDirectly({ kind, word, words, low, high, expected });
    if (this.#place < this.#lows.length) {
      this.high = this.#highs[this.#place] ?? 0;
      const observed = this.#lows[this.#place] ?? 0;
      this.#place += 1;
      return observed;
    }
    this.#access = { kind, word, words, low, high, expected };
    throw SUSPENDED;
  };

  intern(text: string): number {
    const known = this.#interned.get(text) ?? this.#interned.size;
    this.#interned.set(text, known);
    return known;
  }

  openWaiter(): unknown {
    return this.#thread?.openWaiter();
  }

  #performDirectly({ kind, word, words, low, high, expected }: Access): number {
    const memory = this.#initial;
    const before = memory[word] ?? 0;
    this.high = words === 2 ? (memory[word + 1] ?? 0) : 0;
    if (kind === LOAD) return before;
    memory[word] = kind === STORE ? low : wordAfter(kind, before, low, expected);
    if (words === 2) memory[word + 1] = high;
    return before;
  }

  /** Runs `spec` against these observations up to the next access, its end or its failure. */
  run(
    spec: ThreadSpec,
    names: readonly string[],
    observed: { lows: readonly number[]; highs: readonly number[] },
  ): Pick<Node, "access" | "records" | "failure"> {
    this.#lows = observed.lows;
    this.#highs = observed.highs;
    this.#place = 0;
    this.#access = null;
    const thread = new Thread(this, names);
    this.#thread = thread;
    let failure: Error | null = null;
    try {
      spec.run(thread);
    } catch (error) {
      if (error !== SUSPENDED) failure = error instanceof Error ? error : new Error(String(error));
    }
    const access = failure === null ? this.#access : null;
    this.#place = -1;
    return { access, records: thread.records.slice(), failure };
  }
}

export class ThreadTree {
  readonly root: Node;
  readonly #spec: ThreadSpec;
  readonly #names: readonly string[];
  readonly #runner: Runner;
  readonly #nodes: Node[];
  readonly #merged = new Map<number, Node>();

  /** @param nodes All trees' nodes by id: a state names a node by it. */
  constructor(spec: ThreadSpec, names: readonly string[], runner: Runner, nodes: Node[]) {
    this.#spec = spec;
    this.#names = names;
    this.#runner = runner;
    this.#nodes = nodes;
    this.root = this.#add(null, 0, 0);
  }

  /** The node after `node`, whose access observed these words. */
  child(node: Node, low: number, high: number): Node {
    const key = high === 0 ? low : `${low}:${high}`;
    const known = node.children.get(key);
    if (known !== undefined) return known;
    const child = this.#add(node, low, high);
    node.children.set(key, child);
    return child;
  }

  /** The node after a `forget` of this number: the first that said the same stands for all. */
  merged(node: Node, forgotten: number): Node {
    const known = this.#merged.get(forgotten) ?? this.child(node, 0, 0);
    this.#merged.set(forgotten, known);
    return known;
  }

  #add(parent: Node | null, low: number, high: number): Node {
    const depth = parent === null ? 0 : parent.depth + 1;
    if (depth > DEPTH_MAX) throw new Error(`${this.#spec.name} takes over ${DEPTH_MAX} steps`);
    const lows: number[] = new Array(depth);
    const highs: number[] = new Array(depth);
    if (parent !== null) {
      lows[depth - 1] = low;
      highs[depth - 1] = high;
      for (let node = parent; node.parent !== null; node = node.parent) {
        lows[node.depth - 1] = node.low;
        highs[node.depth - 1] = node.high;
      }
    }
    const ran = this.#runner.run(this.#spec, this.#names, { lows, highs });
    const node: Node = {
      id: this.#nodes.length,
      parent,
      low,
      high,
      depth,
      ...ran,
      children: new Map(),
    };
    this.#nodes.push(node);
    return node;
  }
}
