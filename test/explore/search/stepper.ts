/** What may happen next in a state, and what it leads to. */
import { Memory } from "../model/memory.ts";
import { copyState, type Pending, type State } from "../model/state.ts";
import {
  type Access,
  ATOMIC_LOAD,
  ATOMIC_STORE,
  BEGIN,
  CHOOSE,
  EFFECT,
  FORGET,
  JOIN,
  LOAD,
  NOTIFY,
  RESOLVED,
  SLEEP,
  STORE,
  WAIT_ASYNC,
} from "../realm/access.ts";
import type { Move, Settled, StepperOptions } from "./move.ts";
import type { Node } from "./thread-tree.ts";
import { addWaiter, isResolved, wakeWaiters } from "./waiters.ts";

export class Stepper {
  readonly #given: StepperOptions;
  readonly #memory: Memory;
  /** Whether a word taken for private turned out to be shared. */
  foundShared = false;
  /** A rule of waiting that was broken on the way to the last state. */
  complaint: string | null = null;

  constructor(given: StepperOptions) {
    this.#given = given;
    this.#memory = new Memory(given.order, given.locations, given.trees.length);
  }

  nodeOf(state: State, thread: number): Node {
    const node = this.#given.nodes[state.nodes[thread] ?? -1];
    if (node === undefined) throw new Error("every thread of a state is at a node");
    return node;
  }

  isDead(state: State, thread: number): boolean {
    return ((state.dead >>> thread) & 1) !== 0;
  }

  /** Whether the thread has ended, one way or the other, and all its stores are visible. */
  isOver(state: State, thread: number): boolean {
    const ended = this.isDead(state, thread) || this.nodeOf(state, thread).access === null;
    return ended && (state.buffers[thread] ?? []).length === 0;
  }

  isBegin({ kind }: Access): boolean {
    return kind === BEGIN;
  }

  /**
   * Goes on to where something is to be decided: takes all steps that commute with whatever others
   * do, and the only one where there is one only.
   *
   * @param onMove Is shown the state before each move, which is changed by it.
   */
  settle(from: State, onMove?: (state: State, move: Move) => void): Settled {
    const state = copyState(from);
    for (;;) {
      this.#runLocal(state, onMove);
      const moves = this.movesOf(state);
      const [only] = moves;
      if (moves.length !== 1 || only === undefined || this.hasFailed(state))
        return { state, moves };
      onMove?.(state, only);
      this.#move(state, only);
    }
  }

  /** Whether a living thread has thrown. */
  hasFailed(state: State): boolean {
    for (let thread = 0; thread < this.#given.trees.length; thread += 1) {
      if (!this.isDead(state, thread) && this.nodeOf(state, thread).failure !== null) return true;
    }
    return false;
  }

  #runLocal(state: State, onMove?: (state: State, move: Move) => void): undefined {
    for (let thread = 0; thread < this.#given.trees.length; thread += 1) {
      while (!this.isDead(state, thread)) {
        const { access, failure } = this.nodeOf(state, thread);
        if (access === null || failure !== null || !this.#isLocal(state, thread, access)) break;
        const move: Move = { thread, action: "RUN", pick: 0 };
        onMove?.(state, move);
        this.#move(state, move);
      }
    }
  }

  /** Everything that may happen next. Empty at the end, and where nobody can go on. */
  movesOf(state: State): Move[] {
    const moves: Move[] = [];
    for (let thread = 0; thread < this.#given.trees.length; thread += 1) {
      this.#addBufferMoves(state, thread, moves);
      if (this.isDead(state, thread)) continue;
      const { access } = this.nodeOf(state, thread);
      if (access === null) continue;
      this.#addRuns(state, thread, access, moves);
      if (this.#given.mayCrash[thread] && state.crashes < this.#given.crashesMax) {
        moves.push({ thread, action: "CRASH", pick: 0 });
      }
    }
    return moves;
  }

  /** The state after one move. */
  apply(from: State, move: Move): State {
    const state = copyState(from);
    this.#move(state, move);
    return state;
  }

  #move(state: State, { thread, action, pick }: Move): undefined {
    const buffer = state.buffers[thread] ?? [];
    if (action === "CRASH") {
      state.dead |= 1 << thread;
      state.crashes += 1;
      state.past = state.past
        .map((past) => ({ ...past, threads: past.threads & ~(1 << thread) }))
        .filter(({ threads }) => threads !== 0);
    } else if (action === "COMMIT") {
      if (pick > 0) state.reorderings += 1;
      // Those in front of it were made before it: its thread's death cannot undo them any more.
      if (pick > 0 && this.#given.lost === "LAST") {
        this.#memory.setBuffer(state, thread, fixed(buffer));
      }
      this.#memory.commit(state, thread, pick);
    } else if (action === "DROP") {
      this.#memory.dropPending(state, thread, pick);
    } else {
      const node = this.nodeOf(state, thread);
      if (node.access === null) throw new Error("a thread that runs has an access");
      this.#perform(state, thread, node, { access: node.access, pick, buffer });
    }
    if (state.reorderings >= this.#given.reorderingsMax && state.past.length > 0) state.past = [];
  }

  #isLocal(state: State, thread: number, access: Access): boolean {
    const { kind } = access;
    if (kind === BEGIN || kind === FORGET || kind === EFFECT) return true;
    if (kind === JOIN) return this.isOver(state, access.word);
    if (kind === SLEEP) return isResolved(state, thread, access.word);
    if (kind === RESOLVED) return isResolved(state, thread, access.word);
    if (kind === CHOOSE || kind === NOTIFY || kind === WAIT_ASYNC) return false;
    const isShared = this.#isShared(access);
    const { length } = state.buffers[thread] ?? [];
    if (kind === STORE) return !isShared || this.#given.order.buffer !== "NONE";
    if (kind === LOAD) return !isShared || this.#isOwn(state, thread, access);
    return !isShared && length === 0;
  }

  #isShared(access: Access): boolean {
    const { locations } = this.#given;
    return (
      locations.isShared(locations.of(access.word)) ||
      (access.words === 2 && locations.isShared(locations.of(access.word + 1)))
    );
  }

  /** Whether the load is answered by the thread's own pending stores. */
  #isOwn(state: State, thread: number, { word, words }: Access): boolean {
    const { locations } = this.#given;
    if (!this.#memory.hasPending(state, thread, locations.of(word))) return false;
    return words === 1 || this.#memory.hasPending(state, thread, locations.of(word + 1));
  }

  #addBufferMoves(state: State, thread: number, moves: Move[]): undefined {
    const buffer = state.buffers[thread] ?? [];
    const last = buffer[buffer.length - 1];
    if (this.#given.lost === "LAST" && this.isDead(state, thread) && last?.isFixed === false) {
      moves.push({ thread, action: "DROP", pick: buffer.length - 1 });
    }
    for (let place = 0; place < buffer.length; place += 1) {
      const isSpent = place > 0 && state.reorderings >= this.#given.reorderingsMax;
      if (isSpent || !this.#memory.mayCommit(buffer, place)) continue;
      moves.push({ thread, action: "COMMIT", pick: place });
      if (!this.isDead(state, thread) || buffer[place]?.isFixed) continue;
      if (this.#given.lost === "ANY") moves.push({ thread, action: "DROP", pick: place });
    }
  }

  #addRuns(state: State, thread: number, access: Access, moves: Move[]): undefined {
    const { kind } = access;
    const run = (pick: number) => moves.push({ thread, action: "RUN", pick });
    if (kind === CHOOSE) {
      for (let choice = 0; choice < access.word; choice += 1) run(choice);
      return;
    }
    if (kind === JOIN && !this.isOver(state, access.word)) return;
    if (kind === SLEEP && !isResolved(state, thread, access.word)) return;
    if (!this.#isDrained(state, thread, access)) return;
    run(0);
    const isEarly = kind === LOAD || (kind === ATOMIC_LOAD && !this.#given.order.fences);
    if (isEarly && state.past.length > 0) this.#addEarlyLoads(state, thread, access, moves);
  }

  /** Whether the pending stores that the access waits for are visible. */
  #isDrained(state: State, thread: number, { kind, word }: Access): boolean {
    const buffer = state.buffers[thread] ?? [];
    const isAtomic = kind >= ATOMIC_LOAD && kind <= WAIT_ASYNC;
    if (buffer.length === 0 || !isAtomic) return true;
    if (this.#given.order.fences || kind > ATOMIC_STORE) return false;
    if (kind === ATOMIC_STORE) return true;
    const location = this.#given.locations.of(word);
    const hasRelease = buffer.some(({ isRelease }) => isRelease);
    return !hasRelease && !this.#memory.hasPending(state, thread, location);
  }

  /** One for each value that the load may still give: the oldest way to come by it. */
  #addEarlyLoads(state: State, thread: number, access: Access, moves: Move[]): undefined {
    const first = this.#given.locations.of(access.word);
    const second = access.words === 2 ? this.#given.locations.of(access.word + 1) : -1;
    if (this.#memory.hasPending(state, thread, first)) return;
    const given = new Set([this.#earlyKey(state, thread, access, state.past.length)]);
    const bit = 1 << thread;
    for (let place = 0; place < state.past.length; place += 1) {
      const past = state.past[place];
      if (past === undefined) continue;
      const { threads, acquirers } = past;
      if (((access.kind === LOAD ? threads : threads & acquirers) & bit) === 0) continue;
      if (past.location !== first && past.location !== second) continue;
      const key = this.#earlyKey(state, thread, access, place);
      if (given.has(key)) continue;
      given.add(key);
      moves.push({ thread, action: "RUN", pick: 1 + place });
    }
  }

  #earlyKey(state: State, thread: number, access: Access, place: number): string {
    const first = this.#given.locations.of(access.word);
    const low = this.#valueBefore(state, thread, first, place);
    if (access.words === 1) return String(low);
    const second = this.#given.locations.of(access.word + 1);
    return `${low}:${this.#valueBefore(state, thread, second, place)}`;
  }

  /** The word as it was just before the overwriting at `place` of the past. */
  #valueBefore(state: State, thread: number, location: number, place: number): number {
    for (let at = place; at < state.past.length; at += 1) {
      const past = state.past[at];
      if (past?.location === location) return past.value;
    }
    return this.#memory.ownValueAt(state, thread, location);
  }

  #perform(
    state: State,
    thread: number,
    node: Node,
    given: { access: Access; pick: number; buffer: readonly Pending[] },
  ): undefined {
    const { access, pick, buffer } = given;
    let low = 0;
    let high = 0;
    switch (access.kind) {
      case LOAD: {
        [low, high] = this.#load(state, thread, access, pick);
        break;
      }
      case STORE:
        this.#store(state, thread, access, buffer);
        break;
      case CHOOSE:
        low = pick;
        break;
      case RESOLVED:
        low = isResolved(state, thread, access.word) ? 1 : 0;
        break;
      case BEGIN:
      case FORGET:
      case SLEEP:
        break;
      case EFFECT:
        this.#memory.setBuffer(state, thread, fixed(buffer));
        break;
      case JOIN:
        this.#memory.fence(state, thread);
        break;
      case WAIT_ASYNC:
        low = this.#waitAsync(state, thread, access);
        break;
      case NOTIFY:
        low = this.#notify(state, thread, access);
        break;
      default:
        low = this.#atomic(state, thread, access, { pick, buffer });
    }
    const tree = this.#given.trees[thread];
    if (tree === undefined) throw new Error("every thread has a tree");
    const next =
      access.kind === FORGET ? tree.merged(node, access.word) : tree.child(node, low, high);
    state.nodes[thread] = next.id;
  }

  #load(state: State, thread: number, access: Access, pick: number): [number, number] {
    const first = this.#touch(access.word, thread, false);
    const second = access.words === 2 ? this.#touch(access.word + 1, thread, false) : -1;
    this.#noteEarly(thread, first, second);
    const place = pick === 0 ? state.past.length : pick - 1;
    const low = this.#valueBefore(state, thread, first, place);
    const high = second < 0 ? 0 : this.#valueBefore(state, thread, second, place);
    this.#memory.see(state, thread, first, place);
    if (second >= 0) this.#memory.see(state, thread, second, place);
    if (pick > 0) state.reorderings += 1;
    return [low, high];
  }

  #store(state: State, thread: number, access: Access, buffer: readonly Pending[]): undefined {
    const location = this.#touch(access.word, thread, true);
    const location2 = access.words === 2 ? this.#touch(access.word + 1, thread, true) : -1;
    const { low, high } = access;
    if (this.#given.order.buffer !== "NONE" && this.#isShared(access)) {
      const entry = { location, location2, low, high, isRelease: false, isFixed: false };
      this.#memory.setBuffer(state, thread, [...buffer, entry]);
      return;
    }
    this.#memory.write(state, thread, location, low);
    if (location2 >= 0) this.#memory.write(state, thread, location2, high);
  }

  #atomic(
    state: State,
    thread: number,
    access: Access,
    { pick, buffer }: { pick: number; buffer: readonly Pending[] },
  ): number {
    const { kind, low, expected } = access;
    const location = this.#touch(access.word, thread, kind !== ATOMIC_LOAD);
    const { fences } = this.#given.order;
    if (kind === ATOMIC_STORE && !fences) {
      if (buffer.length === 0 && !this.#given.locations.isShared(location)) {
        this.#memory.write(state, thread, location, low);
        return 0;
      }
      const entry = { location, location2: -1, low, high: 0, isRelease: true, isFixed: true };
      this.#memory.setBuffer(state, thread, [...fixed(buffer), entry]);
      return 0;
    }
    if (kind === ATOMIC_LOAD && !fences) {
      this.#noteEarly(thread, location, -1);
      this.#memory.setBuffer(state, thread, fixed(buffer));
      const place = pick === 0 ? state.past.length : pick - 1;
      const value = this.#valueBefore(state, thread, location, place);
      this.#memory.acquireUpTo(state, thread, place);
      if (pick > 0) state.reorderings += 1;
      return value;
    }
    const before = this.#memory.modify(state, thread, { kind, location, operand: low, expected });
    this.#memory.fence(state, thread);
    return before;
  }

  #waitAsync(state: State, thread: number, access: Access): number {
    const location = this.#touch(access.word, thread, false);
    this.#memory.fence(state, thread);
    if (this.#memory.valueAt(state, location) !== access.expected) return 0;
    if (state.waiters.some((waiter) => waiter.thread === thread)) {
      this.complaint = "a loop has two waiters outstanding";
    }
    addWaiter(state, location, thread);
    return 1;
  }

  #notify(state: State, thread: number, access: Access): number {
    const location = this.#touch(access.word, thread, false);
    this.#memory.fence(state, thread);
    return wakeWaiters(state, location);
  }

  #noteEarly(thread: number, first: number, second: number): undefined {
    const { order, locations, isLast } = this.#given;
    if (!order.early || isLast[thread]) return;
    if (locations.loadEarly(first, thread)) this.foundShared = true;
    if (second >= 0 && locations.loadEarly(second, thread)) this.foundShared = true;
  }

  #touch(word: number, thread: number, isWrite: boolean): number {
    const location = this.#given.locations.of(word);
    if (this.#given.isLast[thread]) return location;
    if (this.#given.locations.touch(location, thread, isWrite)) this.foundShared = true;
    return location;
  }
}

function fixed(buffer: readonly Pending[]): readonly Pending[] {
  return buffer.every(({ isFixed }) => isFixed)
    ? buffer
    : buffer.map((entry) => ({ ...entry, isFixed: true }));
}
