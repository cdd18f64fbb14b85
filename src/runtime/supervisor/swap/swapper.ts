/** All swaps of a desk: at most one of an actor at a time, and none of what cannot be swapped. */
import { failWith, type Result } from "../../../core/result.ts";
import type { Child } from "../roster/child.ts";
import type { SystemEvent } from "../system-event.ts";
import type { ThreadGroup } from "../thread/thread-group.ts";
import type { World } from "../world.ts";
import { Swap, type SwapCode, type Swapped, whyNotReady } from "./swap.ts";
import { swapRefusalOf } from "./swap-refusal.ts";

export type SwapOptions = {
  /** From the hand-over to a life that could begin; then the old one goes on. Milliseconds; 200. */
  readonly deadlineMs?: number;
  /** Longest hold of an actor that has something under way outside. Milliseconds; 5 000. */
  readonly holdMs?: number;
  /** Longest wait until a life that is rehearsed is in step. Milliseconds; 30 000. */
  readonly settleMs?: number;
};

/** The actor, and the thread that hosts it. */
export type SwapTarget = { readonly group: ThreadGroup; readonly name: string };

const DEADLINE_MS = 200;
const HOLD_MS = 5_000;
const SETTLE_MS = 30_000;

type Running = { readonly swap: Swap; readonly ended: Promise<unknown> };

/** One for a desk. */
export class Swapper {
  readonly #world: World;
  readonly #onEvent: (event: SystemEvent) => void;
  readonly #running = new Map<string, Running>();
  #closed: string | null = null;

  constructor(world: World, onEvent: (event: SystemEvent) => void) {
    this.#world = world;
    this.#onEvent = onEvent;
  }

  /** Returns why the actor goes on as it was, or what the swap cost. */
  async swap(
    { group, name }: SwapTarget,
    code: SwapCode,
    { deadlineMs = DEADLINE_MS, holdMs = HOLD_MS, settleMs = SETTLE_MS }: SwapOptions = {},
  ): Promise<Result<Swapped, string>> {
    const child = group.members.find((one) => one.name === name);
    if (child === undefined) return failWith("no such actor");
    if (group.members.length > 1) {
      const others = group.members.filter((one) => one !== child).map((one) => one.name);
      return failWith(`it shares its thread with ${others.join(", ")}: restart them together`);
    }
    const refusal = this.#refusalOf(child, code);
    if (refusal !== null) return failWith(refusal);
    const [world, onEvent] = [this.#world, this.#onEvent];
    // Only that: who hands over a whole specification changes nothing else by it.
    const { module, code: hash, args, inspection } = code;
    const spec = { ...child.spec, module, code: hash, args, inspection };
    const swap = new Swap({ world, group, child, spec, deadlineMs, holdMs, settleMs, onEvent });
    const ended = swap.run();
    this.#running.set(child.name, { swap, ended });
    try {
      return await ended;
    } finally {
      this.#running.delete(child.name);
    }
  }

  /** Resolves at once, or when the hand-over of the actor that is under way is over. */
  async calm(name: string): Promise<undefined> {
    await this.#running.get(name)?.swap.handover;
  }

  /** Resolves when no swap of the actor is under way: one that only prepares is given up. */
  async cancel(name: string, reason: string): Promise<undefined> {
    const running = this.#running.get(name);
    running?.swap.cancel(reason);
    await running?.ended;
  }

  /** Swaps nothing more, and resolves when nothing is under way. */
  async close(reason: string): Promise<undefined> {
    this.#closed = reason;
    await Promise.all([...this.#running.keys()].map((name) => this.cancel(name, reason)));
  }

  /** What is known before any thread is started. Learns the message types when all is right. */
  #refusalOf(child: Child, { inspection }: SwapCode): string | null {
    if (this.#closed !== null) return `the desk stops: ${this.#closed}`;
    if (this.#running.has(child.name)) return "a swap of it is under way";
    const others = [...this.#world.children.values()]
      .filter((one) => one !== child)
      .map(({ spec }) => spec);
    const { voice: main } = this.#world;
    const notReady =
      whyNotReady(child) ?? swapRefusalOf({ now: child.spec, next: inspection, others, main });
    if (notReady !== null) return notReady;
    const typed = this.#world.learnTypes([{ ...child.spec, inspection }]);
    if (typed.ok) return null;
    const { name, version } = typed.failure;
    return `message ${name} version ${version} has two layouts`;
  }
}
