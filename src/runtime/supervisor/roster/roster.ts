/** Which actors a desk has, and which thread hosts which. Numbers and bell lines are given once. */

import { nextSequenceOf } from "../../ring/topic-slots.ts";
import type { ActorSpec } from "../actor-spec.ts";
import { type LifeEntry, numberActors } from "../state/lives.ts";
import { threadsOf } from "../thread/start-order.ts";
import { type GroupHooks, ThreadGroup } from "../thread/thread-group.ts";
import type { World } from "../world.ts";
import { allocateActorMemory } from "./actor-memory.ts";
import { Child } from "./child.ts";
import { connect, watchBoards } from "./wiring.ts";

/** Where an actor was that was removed: when it comes again, it goes on from there. */
type Left = {
  readonly number: number;
  /** Null of one that another process had. */
  readonly line: number | null;
  readonly incarnation: number;
  readonly sequence: number;
  readonly snapshot: SharedArrayBuffer | null;
};

/** Numbers and lines of the removed are given to nobody else: orders carry them. */
export class Roster {
  readonly #world: World;
  readonly #hooks: GroupHooks;
  readonly #groups: ThreadGroup[] = [];
  readonly #left = new Map<string, Left>();
  /** Of all that ever were here, in this process or in one before. */
  readonly #numbers: Map<string, number>;
  #lines = 0;

  constructor(world: World, hooks: GroupHooks) {
    this.#world = world;
    this.#hooks = hooks;
    const { recovered } = world.state;
    this.#numbers = new Map(recovered?.numbers ?? []);
    for (const { name, number, incarnation } of recovered?.entries ?? []) {
      const place = { number, line: null, incarnation, sequence: 0, snapshot: null };
      this.#left.set(name, place);
    }
  }

  /** In start order. */
  get groups(): readonly ThreadGroup[] {
    return this.#groups;
  }

  /** The thread that hosts the actor `name`. */
  groupOf(name: string): ThreadGroup | null {
    const hosts = ({ members }: ThreadGroup) => members.some((child) => child.name === name);
    return this.#groups.find(hosts) ?? null;
  }

  /** Those that host nobody else than `names`, in start order. */
  groupsOf(names: readonly string[]): readonly ThreadGroup[] {
    return this.#groups.filter(({ members }) => members.every(({ name }) => names.includes(name)));
  }

  /** Names of all that ever were here. */
  get numbered(): ReadonlySet<string> {
    return new Set(this.#numbers.keys());
  }

  /** Those that were here and are not. */
  get left(): readonly LifeEntry[] {
    return [...this.#left].map(([name, { number, incarnation }]) => {
      return { name, number, incarnation, restarts: 0, parts: [] };
    });
  }

  /** Gives memory, numbers in the order of `specs`, and threads, which nobody has started yet. */
  admit(specs: readonly ActorSpec[]): readonly ThreadGroup[] {
    const names = specs.map(({ name }) => name);
    const numbers = numberActors(names, this.#numbers);
    for (const [name, number] of numbers) this.#numbers.set(name, number);
    const groups = threadsOf(specs).map((plan) => {
      const line = this.#lineOf(plan.specs);
      const members = plan.specs.map((spec) =>
        this.#makeChild(spec, { number: numbers.get(spec.name) ?? Number.NaN, line }),
      );
      const group = new ThreadGroup(plan.name, members, this.#world, this.#hooks);
      this.#groups.push(group);
      return group;
    });
    const children = groups.flatMap(({ members }) => members);
    for (const child of children.toSorted((left, right) => left.number - right.number)) {
      this.#world.children.set(child.name, child);
    }
    for (const child of children) this.#wire(child);
    return groups;
  }

  /** `group`, of which nothing runs, is no part of the desk any more. */
  forget(group: ThreadGroup): undefined {
    this.#groups.splice(this.#groups.indexOf(group), 1);
    for (const child of group.members) {
      const { number, line, memory } = child;
      const incarnation = child.nextIncarnation() - 1;
      const sequence = nextSequenceOf(memory.topic);
      const { snapshot } = memory;
      this.#left.set(child.name, { number, line, incarnation, sequence, snapshot });
    }
  }

  #lineOf([first]: readonly ActorSpec[]): number {
    const line = this.#left.get(first?.name ?? "")?.line ?? null;
    if (line !== null) return line;
    this.#lines += 1;
    return this.#lines - 1;
  }

  #makeChild(spec: ActorSpec, place: { readonly number: number; readonly line: number }): Child {
    const left = this.#left.get(spec.name);
    const sequence = Math.max(this.#world.firstSequence, left?.sequence ?? 0);
    const memory = allocateActorMemory(spec, sequence, left?.snapshot ?? null);
    const child = new Child(spec, place, { lines: this.#world.lines, memory });
    if (left !== undefined) child.goOnAfter(left.incarnation);
    this.#left.delete(spec.name);
    return child;
  }

  #wire(child: Child): undefined {
    for (const read of child.spec.reads) {
      const writer = this.#world.writer(read.actor);
      if (writer !== null) connect(child, writer, read);
    }
    for (const writer of this.#world.children.values()) watchBoards(child, writer);
  }
}
