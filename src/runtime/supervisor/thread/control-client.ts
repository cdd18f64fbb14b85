/**
 * Main's end of the control plane of one incarnation. Every call ends: with its answer, with the
 * actor's death, or by its timeout. Comlink alone would wait for ever on a dead worker.
 */
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { THREAD_TIME, type Time } from "../../../core/time.ts";
import type { ActorControl } from "../../actor/control-plane.ts";
import type { ControlChannel } from "./threads.ts";

export type ControlCallFailure = {
  readonly kind: "DEAD" | "TIMEOUT" | "THREW";
  readonly message: string;
};

export class ControlClient {
  readonly #channel: Omit<ControlChannel, "port">;
  readonly #time: Time;
  readonly #waiting = new Set<(failure: ControlCallFailure) => void>();
  #death: ControlCallFailure | null = null;

  /** @param channel Kept for the whole life: comlink drops a request whose proxy was collected. */
  constructor(channel: Omit<ControlChannel, "port">, time: Time = THREAD_TIME) {
    this.#channel = channel;
    this.#time = time;
  }

  /**
   * @param timeoutMs From the call to its answer, in main's own time; null where somebody else ends
   *   the worker when it is late. Milliseconds.
   */
  async call<Answer>(
    ask: (control: ActorControl) => Promise<Answer>,
    timeoutMs: number | null,
  ): Promise<Result<Answer, ControlCallFailure>> {
    if (this.#death !== null) return failWith(this.#death);
    const { promise, resolve } = Promise.withResolvers<Result<Answer, ControlCallFailure>>();
    const fail = (failure: ControlCallFailure) => resolve(failWith(failure));
    const onLate = () => fail({ kind: "TIMEOUT", message: `no answer within ${timeoutMs} ms` });
    const cancelDeadline = timeoutMs === null ? () => {} : this.#time.deadline(timeoutMs, onLate);
    this.#waiting.add(fail);
    ask(this.#channel.remote).then(
      (answer) => resolve(succeed(answer)),
      (error: unknown) => fail({ kind: "THREW", message: String(error) }),
    );
    const outcome = await promise;
    cancelDeadline();
    this.#waiting.delete(fail);
    return outcome;
  }

  /** The worker has ended: what is asked of it fails at once. */
  close(reason: string): undefined {
    this.#death = { kind: "DEAD", message: reason };
    for (const fail of this.#waiting) fail(this.#death);
    this.#channel.close();
  }
}
