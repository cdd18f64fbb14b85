/** Which actors a desk has, and which thread hosts which. Numbers and bell lines are given once. */
import { allocateActorMemory } from "./actor-memory.ts";
import type { ActorSpec } from "./actor-spec.ts";
import { Child } from "./child.ts";
import { threadsOf } from "./start-order.ts";
import { type OnGroupEnd, ThreadGroup } from "./thread-group.ts";
import { connect, watchBoards } from "./wiring.ts";
import type { World } from "./world.ts";

/** Grows while the desk runs, and never shrinks. */
export class Roster {
  readonly #world: World;
  readonly #onEnd: OnGroupEnd;
  readonly #groups: ThreadGroup[] = [];

  constructor(world: World, onEnd: OnGroupEnd) {
    this.#world = world;
    this.#onEnd = onEnd;
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

  /** Gives memory, numbers in the order of `specs`, and threads, which nobody has started yet. */
  admit(specs: readonly ActorSpec[]): readonly ThreadGroup[] {
    const first = this.#world.children.size;
    const numbers = new Map(specs.map(({ name }, index) => [name, first + index]));
    const groups = threadsOf(specs).map((plan) => {
      const line = this.#groups.length;
      const members = plan.specs.map((spec) => {
        const memory = allocateActorMemory(spec, this.#world.firstSequence);
        const own = { lines: this.#world.lines, memory };
        return new Child(spec, { number: numbers.get(spec.name) ?? Number.NaN, line }, own);
      });
      const group = new ThreadGroup(plan.name, members, this.#world, this.#onEnd);
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

  #wire(child: Child): undefined {
    for (const read of child.spec.reads) {
      const writer = this.#world.child(read.actor);
      if (writer !== null) connect(child, writer, read);
    }
    for (const writer of this.#world.children.values()) watchBoards(child, writer);
  }
}
