/** Whether actors can be part of the desk: asked before any memory is made or any thread started. */
import type { ActorSpec, ReaderSpec } from "../actor-spec.ts";
import { failureOf, type StartFailure } from "../thread/start-failure.ts";
import { threadsOf } from "../thread/start-order.ts";
import type { SupervisorSpec } from "../tree/supervisor-spec.ts";
import { checkTree } from "../tree/tree-spec.ts";
import { misplacedActor, type PlannedThread, treeOf } from "../tree-plan.ts";
import { ACTORS_MAX } from "../voice/voice-spec.ts";
import type { World } from "../world.ts";
import type { Child } from "./child.ts";
import { findVersionMismatch, type Speaker, type Wire, wiresOf } from "./version-check.ts";

export class Admission {
  readonly #world: World;
  readonly #supervisors: readonly SupervisorSpec[];
  /** Actors that ever had a number: those of the removed are not given to others. */
  readonly #numbered: () => ReadonlySet<string>;

  constructor(
    world: World,
    supervisors: readonly SupervisorSpec[],
    numbered: () => ReadonlySet<string>,
  ) {
    this.#world = world;
    this.#supervisors = supervisors;
    this.#numbered = numbered;
  }

  /** Of all actors that the desk starts with. Learns the message types when all is right. */
  refuseAll(specs: readonly ActorSpec[]): StartFailure | null {
    return this.#refuse(specs, wiresOf(specs, this.#withMain(specs)));
  }

  /** Of one that comes to the running desk. */
  refuse(spec: ActorSpec, readers: readonly ReaderSpec[]): StartFailure | null {
    const known = [...this.#world.children.values()].map((child) => child.spec);
    const wires = known
      .filter(({ name }) => readers.some(({ actor }) => actor === name))
      .map((reader) => ({ reader, writer: spec }));
    return this.#refuse([spec], [...wires, ...wiresOf([spec], this.#withMain(known))]);
  }

  /** Why the next life of `child` cannot be `next`; null when it can. */
  refuseNext(child: Child, next: ActorSpec): string | null {
    const { spec } = child;
    const others = [...this.#world.children.values()].filter((one) => one !== child);
    const specs = others.map((other) => other.spec);
    if (next.name !== spec.name || next.thread !== spec.thread) {
      return "its name and its thread cannot change";
    }
    if (next.child.supervisor !== spec.child.supervisor) {
      return `its supervisor cannot change: it is ${spec.child.supervisor}`;
    }
    if (shapeOf(next) !== shapeOf(spec)) {
      return "its topicBytes and boards cannot change: remove it, and add it again";
    }
    const wires = [...wiresOf([next], this.#withMain(specs)), ...wiresOf(specs, [next])];
    const mismatch = findVersionMismatch(wires);
    return mismatch ?? this.#learn([next])?.reason ?? null;
  }

  #refuse(specs: readonly ActorSpec[], wires: readonly Wire[]): StartFailure | null {
    const { children } = this.#world;
    const isDouble = (spec: ActorSpec, index: number) =>
      children.has(spec.name) || specs.findIndex((one) => one.name === spec.name) < index;
    const double = specs.find(isDouble);
    if (double !== undefined) {
      return failureOf(double, "an actor of this name is already present");
    }
    const own = specs.find(({ name }) => name === this.#world.voice?.name);
    if (own !== undefined) return failureOf(own, "this is the name of the topic of main");
    const numbered = new Set([...this.#numbered(), ...specs.map(({ name }) => name)]);
    if (numbered.size > ACTORS_MAX) {
      return { actor: "", reason: `a desk has at most ${ACTORS_MAX} actors in its life` };
    }
    const mismatch = findVersionMismatch(wires);
    if (mismatch !== null) return { actor: "", reason: mismatch };
    return this.#refuseTree(specs) ?? this.#learn(specs);
  }

  #withMain(specs: readonly ActorSpec[]): readonly Speaker[] {
    const { voice } = this.#world;
    return voice === null ? specs : [...specs, voice];
  }

  #refuseTree(specs: readonly ActorSpec[]): StartFailure | null {
    const threads = threadsOf(specs).map(({ name, specs: members }): PlannedThread => {
      return { name, members: members.map((spec) => ({ spec })) };
    });
    const misplaced = misplacedActor(this.#supervisors, threads);
    if (misplaced !== null) return misplaced;
    const [mistake] = checkTree(treeOf(this.#supervisors, threads));
    return mistake === undefined ? null : { actor: "", reason: mistake };
  }

  #learn(specs: readonly ActorSpec[]): StartFailure | null {
    const typed = this.#world.learnTypes(specs);
    if (typed.ok) return null;
    const { name, version } = typed.failure;
    return { actor: "", reason: `message ${name} version ${version} has two layouts` };
  }
}

/** What of an actor its memory has been made for. */
function shapeOf({ topicBytes, inspection }: ActorSpec): string {
  return JSON.stringify([topicBytes, inspection.boards]);
}
