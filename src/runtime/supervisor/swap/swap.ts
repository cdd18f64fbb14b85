/**
 * One exchange of the thread that hosts an actor, while the desk runs.
 *
 * ```text
 *   old thread    handles ........ | hands over, waits ......... | leaves, ends
 *   new thread            prepares | takes over: start, open  .. | begins, handles ...
 *   main                           +- no writer, then the new one +- the new one is the actor's
 * ```
 *
 * An actor that has something under way outside is held first, until it has not. Whatever fails before the new life begins ends the new thread first; then the old one takes the
 * actor back and goes on, with its state. If it is dead too, its supervisor decides as after any end.
 *
 * Invariant: at every moment at most one thread may write: the old one until its hand-over is
 * answered, the new one until it begins or has ended.
 */
import { failWith, type Result, succeed } from "../../../core/result.ts";
import type { TimedOutcome } from "../../actor/control-plane.ts";
import { wakeAll } from "../../ring/doorbell.ts";
import type { ActorSpec } from "../actor-spec.ts";
import { recoverActorMemory } from "../roster/actor-memory.ts";
import type { Child } from "../roster/child.ts";
import type { SystemEvent } from "../system-event.ts";
import type { ControlCallFailure, ControlClient } from "../thread/control-client.ts";
import type { ThreadGroup } from "../thread/thread-group.ts";
import type { HostThread } from "../thread/threads.ts";
import type { World } from "../world.ts";
import { Hold } from "./hold.ts";
import { Standby } from "./standby.ts";

/** What of an actor a swap changes: its code and its settings. */
export type SwapCode = Pick<ActorSpec, "module" | "code" | "args" | "inspection">;

/** `pauseMs`: from the last message that the old life handled to the first turn of the new one. */
export type Swapped = { readonly pauseMs: number; readonly incarnation: number };

export type SwapParts = {
  readonly world: World;
  readonly group: ThreadGroup;
  readonly child: Child;
  /** What the actor is to become. */
  readonly spec: ActorSpec;
  /** From the hand-over to a life that could begin; then the old one goes on. Milliseconds. */
  readonly deadlineMs: number;
  /** Longest wait until nothing of the actor is under way outside. Milliseconds. */
  readonly holdMs: number;
  /** Longest wait until a life that is rehearsed is in step. Milliseconds. */
  readonly settleMs: number;
  readonly onEvent: (event: SystemEvent) => void;
};

/** Longest wait for a word of a thread that has nothing to do but to answer. Milliseconds. */
const ANSWER_MS = 2_000;

type Old = { readonly thread: HostThread; readonly control: ControlClient };

export class Swap {
  readonly #parts: SwapParts;
  readonly #standby: Standby;
  #cancelled: string | null = null;
  /** Whether the new life has its own connections before the old one's end. */
  #isRehearsed = false;
  /** Resolves when the actor has one thread again; null while nothing was handed over. */
  #handover: Promise<undefined> | null = null;

  constructor(parts: SwapParts) {
    const { world, group, child, spec } = parts;
    this.#parts = parts;
    this.#standby = new Standby(world, group, child, spec);
  }

  /** Until it resolves, whoever wires or asks the actor would reach the wrong thread. */
  get handover(): Promise<undefined> | null {
    return this.#handover;
  }

  /** Ends it before the hand-over; afterwards nothing. */
  cancel(reason: string): undefined {
    if (this.#handover !== null) return;
    this.#cancelled = reason;
    void this.#standby.end();
  }

  /** Returns why the old life goes on, or what the new one cost. */
  async run(): Promise<Result<Swapped, string>> {
    const hold = new Hold(this.#parts.world, this.#parts.child);
    try {
      return await this.#run(hold);
    } finally {
      hold.end();
    }
  }

  async #run(hold: Hold): Promise<Result<Swapped, string>> {
    const { child, group } = this.#parts;
    const { thread } = group;
    const { control } = child;
    const failure = (await this.#prepare()) ?? (await this.#come(hold));
    const changed = this.#cancelled ?? failure ?? whyNotReady(child);
    if (changed !== null || thread === null || control === null || group.thread !== thread) {
      await this.#endStandby();
      return failWith(changed ?? "it was restarted meanwhile");
    }
    const settled = Promise.withResolvers<undefined>();
    this.#handover = settled.promise;
    group.keepEnd();
    try {
      return await this.#handOver({ thread, control });
    } finally {
      group.tellEnd();
      settled.resolve(undefined);
    }
  }

  /** What takes long: the thread, its module, and all message types to those who may hear them. */
  async #prepare(): Promise<string | null> {
    const { world, child } = this.#parts;
    const failure = await this.#standby.prepare(child.spec.child.startDeadlineMs);
    if (failure !== null) return failure;
    const readers = [...world.children.values()].filter(({ reads }) =>
      reads.some(({ actor }) => actor === child.name),
    );
    for (const { control } of readers) {
      await control?.call((remote) => remote.learn(world.types), ANSWER_MS);
    }
    return null;
  }

  /** Until the new life is in step with the world, or else nothing of the old one is under way. */
  async #come(hold: Hold): Promise<string | null> {
    const { holdMs, settleMs } = this.#parts;
    const rehearsed = await this.#standby.settle(settleMs);
    if (!rehearsed.ok) return rehearsed.failure;
    this.#isRehearsed = rehearsed.value;
    return this.#isRehearsed ? null : hold.wait(holdMs, () => this.#cancelled !== null);
  }

  async #handOver(old: Old): Promise<Result<Swapped, string>> {
    const { child, deadlineMs } = this.#parts;
    const handed = await old.control.call(
      (remote) => remote.handOver(this.#isRehearsed),
      deadlineMs,
    );
    const atNs = timeOf(handed);
    if (!atNs.ok) {
      await this.#endStandby();
      // One that is late hands over after all, and then, since calls keep their order, takes back.
      void old.control.call((remote) => remote.takeBack(), ANSWER_MS);
      return failWith(`not handed over: ${atNs.failure}`);
    }
    const incarnation = child.nextIncarnation();
    const failure = await this.#standby.takeOver(incarnation, deadlineMs);
    if (failure === null) return this.#begin(old, incarnation, atNs.value);
    const isGone = await this.#standby.end();
    return isGone ? this.#takeBack(old, failure) : this.#leaveStuck(old, failure);
  }

  /** The point of no return: what becomes of the new thread from here on is an end of the actor's. */
  async #begin(
    old: Old,
    incarnation: number,
    handedOverAtNs: number,
  ): Promise<Result<Swapped, string>> {
    const { world, child, spec, onEvent } = this.#parts;
    this.#adopt();
    child.spec = spec;
    child.incarnation = incarnation;
    child.block.incarnation = incarnation;
    child.phase = "READY";
    const { control } = this.#standby;
    const begun = timeOf(await control.call((remote) => remote.begin(handedOverAtNs), ANSWER_MS));
    world.ringAll();
    await this.#endOld(old);
    if (!begun.ok) return failWith(`the new one began, and failed: ${begun.failure}`);
    const pauseMs = (begun.value - handedOverAtNs) / 1e6;
    onEvent({ kind: "SWAPPED", actor: child.name, incarnation, pauseMs });
    return succeed({ pauseMs, incarnation });
  }

  /** Only when it has handed over, and once the new thread is gone: nobody writes what is recovered. */
  async #takeBack(old: Old, reason: string): Promise<Result<Swapped, string>> {
    const { world, group, child } = this.#parts;
    recoverActorMemory(child.memory);
    // The new one may have ended within a handler; the old one is between two.
    child.block.handler = -1;
    wakeAll(world.lines);
    const back = await old.control.call((remote) => remote.takeBack(), ANSWER_MS);
    // One that is dead is told by its end; one that does not answer must not stay without an owner.
    if (!back.ok && back.failure.kind !== "DEAD")
      await group.kill(`${reason}; and it did not go on`);
    return failWith(reason);
  }

  /** The new thread may still write, so it is the actor's until it ends; the old one never again. */
  async #leaveStuck(old: Old, reason: string): Promise<Result<Swapped, string>> {
    const { group, child, onEvent } = this.#parts;
    this.#adopt();
    await this.#endOld(old);
    void group.kill(reason);
    onEvent({ kind: "UNKILLABLE", actor: child.name, reason });
    return failWith(`${reason}; and its thread cannot be ended`);
  }

  #adopt(): undefined {
    const { group, child } = this.#parts;
    group.adopt(this.#standby.thread);
    child.control = this.#standby.control;
  }

  async #endOld({ thread, control }: Old): Promise<undefined> {
    await control.call((remote) => remote.leave(), ANSWER_MS);
    control.close("it was swapped");
    if (!(await thread.kill())) this.#warnOfIdleThread();
  }

  /** Of one that never wrote, so that nobody waits for its end. */
  async #endStandby(): Promise<undefined> {
    if (!(await this.#standby.end())) this.#warnOfIdleThread();
  }

  #warnOfIdleThread(): undefined {
    const { onEvent, child } = this.#parts;
    const text = "a thread that does not host it cannot be ended";
    onEvent({ kind: "WARNED", actor: child.name, text });
  }
}

/** Why nothing of it can be exchanged at this moment; null when it can. */
export function whyNotReady({ phase, block }: Child): string | null {
  if (phase !== "READY") return `it is not running: ${phase}`;
  return block.command === "SUSPEND" ? "it is suspended" : null;
}

/** The reading of the clock, or why there is none. */
function timeOf(answer: Result<TimedOutcome, ControlCallFailure>): Result<number, string> {
  if (!answer.ok) return failWith(answer.failure.message);
  if (answer.value.ok) return succeed(answer.value.atNs);
  const { name, message } = answer.value.error;
  return failWith(name === "Error" ? message : `${name}: ${message}`);
}
