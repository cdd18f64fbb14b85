/** A thread that is made ready to host an actor, while another one hosts it. */
import { failWith, type Result, succeed } from "../../../core/result.ts";
import type { ControlOutcome } from "../../actor/control-plane.ts";
import { Declined } from "../../actor/start-failure.ts";
import type { ActorSpec } from "../actor-spec.ts";
import type { Child } from "../roster/child.ts";
import type { ControlCallFailure, ControlClient } from "../thread/control-client.ts";
import { endOf } from "../thread/death-reason.ts";
import { hostingOf, placeOf, workerStartOf } from "../thread/hosting.ts";
import type { ThreadGroup } from "../thread/thread-group.ts";
import type { HostThread } from "../thread/threads.ts";
import type { World } from "../world.ts";
import { askUntilYes } from "./ask-until-yes.ts";

/** Until {@link takeOver} it touches nothing that is shared. */
export class Standby {
  readonly thread: HostThread;
  readonly control: ControlClient;
  readonly #world: World;
  readonly #child: Child;

  /** @param spec What the actor is to be: of the same name, kind and wiring. */
  constructor(world: World, group: ThreadGroup, child: Child, spec: ActorSpec) {
    this.#world = world;
    this.#child = child;
    const life = { spec, incarnation: child.incarnation, isStandby: true };
    const { start, control } = hostingOf(world, child, life);
    this.control = control;
    const started = workerStartOf(world, child.line, [{ spec, start }]);
    const thread = world.threads.begin(started, `${child.name}, next`, {
      entry: world.workerEntry,
      onActorEnd: (report) => group.onActorEnd(thread, report),
    });
    this.thread = thread;
    const unseen = { asked: null, farewells: [], endedItself: null, handler: null };
    void thread.ended.then((end) => control.close(endOf(end, unseen).reason));
  }

  /** Imports its module, and rehearses it if it can be. Returns why it could not, or null. */
  async prepare(deadlineMs: number): Promise<string | null> {
    const answer = await this.control.call((remote) => remote.prepare(), deadlineMs);
    const failure = answer.ok ? failureOf(answer.value) : `not prepared: ${answer.failure.message}`;
    if (failure !== null) return failure;
    const place = placeOf(this.#world, this.#child, this.#child.incarnation);
    const begun = await this.control.call((remote) => remote.rehearse(place), deadlineMs);
    return begun.ok ? failureOf(begun.value) : latenessOf(begun.failure, deadlineMs);
  }

  /**
   * Waits until what is rehearsed may take over.
   *
   * @returns whether anything was; or why it never came so far
   */
  async settle(deadlineMs: number): Promise<Result<boolean, string>> {
    const answer = await askUntilYes(
      () => this.control,
      deadlineMs,
      () => false,
      this.#world.time,
    );
    if (!answer.ok) return answer;
    if (answer.value === false)
      return failWith(`it did not come into step within ${deadlineMs} ms`);
    return succeed(answer.value === true);
  }

  /**
   * Starts the life `incarnation` from the snapshot. Returns why it could not, or null. Call it only
   * while nobody else is the writer; after a failure, also a late one, end it before anybody is.
   */
  async takeOver(incarnation: number, deadlineMs: number): Promise<string | null> {
    const place = placeOf(this.#world, this.#child, incarnation);
    const answer = await this.control.call((remote) => remote.takeOver(place), deadlineMs);
    return answer.ok ? failureOf(answer.value) : latenessOf(answer.failure, deadlineMs);
  }

  /** Ends the thread wherever it is. False when it is stuck in a native call. */
  end(): Promise<boolean> {
    return this.thread.kill();
  }
}

function failureOf(outcome: ControlOutcome): string | null {
  if (outcome.ok) return null;
  const { name, message } = outcome.error;
  if (name === Declined.name) return `declined: ${message}`;
  return `start failed: ${name}: ${message}`;
}

function latenessOf({ kind, message }: ControlCallFailure, deadlineMs: number): string {
  return kind === "TIMEOUT" ? `not ready within ${deadlineMs} ms` : `start failed: ${message}`;
}
