/** A running actor on pinned code that is ended again and again, and how long each return took. */
import { fileURLToPath } from "node:url";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import { PinnedModules } from "../../src/runtime/code/pinned-modules.ts";
import { ActorSystem } from "../../src/runtime/supervisor/actor-system.ts";
import { CHILD_DEFAULTS } from "../../src/runtime/supervisor/child-spec.ts";
import { PLAIN_ROOT } from "../../src/runtime/supervisor/tree-plan.ts";

const HERE = new URL("./", import.meta.url);
const NAME = "counter";
/** Bench means no harm: its restarts cost no patience. */
const PATIENT = { ...PLAIN_ROOT, restartsMax: 1_000_000, backoffMs: [1, 1] } as const;

/** How the actor is ended. */
export type Ending = "KILLED" | "ASKED";

export class RestartDesk {
  readonly #modules: PinnedModules;
  #system: ActorSystem | null = null;
  #ready: () => void = () => {};

  private constructor(modules: PinnedModules) {
    this.#modules = modules;
  }

  static async start(): Promise<RestartDesk> {
    const modules = await PinnedModules.open(fileURLToPath(HERE));
    const desk = new RestartDesk(modules);
    const inspected = await modules.inspect(new URL("counter.ts", HERE).href);
    assert(inspected.ok && inspected.code !== null, "the bench's actor builds");
    const started = await ActorSystem.start({
      specs: [
        {
          name: NAME,
          kind: "sink",
          module: modules.urlOf(inspected.code),
          code: inspected.code.hash,
          thread: null,
          idle: "park",
          args: {},
          about: null,
          reads: [],
          topicBytes: 1 << 16,
          required: true,
          child: CHILD_DEFAULTS,
          inspection: inspected.inspection,
          snapshotEveryMs: 10_000,
        },
      ],
      supervisors: [PATIENT],
      common: null,
      seed: 1,
      workerEntry: modules.worker,
      onEvent: (event) => {
        if (event.kind === "READY") desk.#ready();
      },
    });
    assert(started.ok, "the bench's desk starts");
    desk.#system = started.value;
    return desk;
  }

  /** From the end of one life to the next one ready. Nanoseconds. */
  async restartNs(ending: Ending): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ready = resolve;
    const startedAt = monotonicNs();
    if (ending === "KILLED") this.#system?.kill(NAME, "the bench's kill");
    else await this.#system?.restart(NAME, "the bench's wish");
    await promise;
    return monotonicNs() - startedAt;
  }

  async close(): Promise<undefined> {
    await this.#system?.stop("the bench is over");
    await this.#modules.close();
  }
}
