/**
 * Main's end of the control plane of one incarnation. Every call ends: with its answer, with the
 * actor's death, or by its timeout. Comlink alone would wait for ever on a dead worker.
 */
import type { MessagePort } from "node:worker_threads";
import { type Endpoint, wrap } from "comlink";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { startDeadline } from "../../../core/start-deadline.ts";
import type { ActorControl } from "../../actor/control-plane.ts";

export type ControlCallFailure = {
  readonly kind: "DEAD" | "TIMEOUT" | "THREW";
  readonly message: string;
};

export class ControlClient {
  readonly #port: MessagePort;
  // Kept for the whole life: comlink drops a request whose proxy was collected meanwhile.
  readonly #remote: ActorControl;
  readonly #waiting = new Set<(failure: ControlCallFailure) => void>();
  #death: ControlCallFailure | null = null;

  constructor(port: MessagePort) {
    this.#port = port;
    this.#remote = wrap<ActorControl>(port as unknown as Endpoint) as unknown as ActorControl;
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
    const cancelDeadline = timeoutMs === null ? () => {} : startDeadline(timeoutMs, onLate);
    this.#waiting.add(fail);
    ask(this.#remote).then(
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
    this.#port.close();
  }
}
