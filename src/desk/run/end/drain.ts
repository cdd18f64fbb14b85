/**
 * Stops a desk in order, as {@link DrainSequence} has it: gateways hold, strategies stop, what is
 * open is cancelled, the others stop in reverse, and the console answers until nobody is sent here.
 */
import { monotonicNs } from "../../../core/clock.ts";
import type { DeskPlan } from "../../config/desk-plan.ts";
import { type DrainPhase, DrainSequence } from "./drain-sequence.ts";
import { type BoardSource, countOpenOrders } from "./open-order-count.ts";

/** What of the running desk a drain needs. */
export type DrainableSystem = BoardSource & {
  /** Who is there now: the plan does not know who was added. */
  status(): readonly { readonly name: string; readonly kind: string }[];
  hold(name: string, command: "HOLD" | "CANCEL"): boolean;
  stopActors(names: readonly string[], reason: string): Promise<undefined>;
  stop(reason: string): Promise<undefined>;
};

export type DrainOptions = {
  readonly plan: DeskPlan;
  readonly system: DrainableSystem;
  readonly reason: string;
  /** Resolves when somebody asks a second time. */
  readonly hurried: Promise<undefined>;
  /** Trading was halted: what is open is cancelled, whatever the desk's files say. */
  readonly cancelsAll: boolean;
  /** Since the console was asked whether the desk is ready; null when nobody waits for its word. Milliseconds. */
  readonly readyAskedMsAgo: () => number | null;
};

/** What was left when the time was over. */
export type DrainOutcome = {
  /** Orders that were to be cancelled and are open still. */
  readonly openOrders: number;
  /** Whether every actor stopped in time. */
  readonly actorsStopped: boolean;
};

/** Between two looks. Milliseconds. */
const LOOK_MS = 25;

/** Resolves when the console may close. Never throws for an actor's sake. */
export async function drain(options: DrainOptions): Promise<DrainOutcome> {
  return new Drain(options).run();
}

class Drain {
  readonly #options: DrainOptions;
  readonly #sequence: DrainSequence;
  readonly #gateways: readonly string[];
  /** Those whose open orders are cancelled; of the others they stay. */
  readonly #cancelling: readonly string[];
  #strategiesStopped = false;
  #actorsStopped = false;
  #hurried = false;

  constructor(options: DrainOptions) {
    const { plan } = options;
    this.#options = options;
    this.#sequence = new DrainSequence(plan.drain, nowMs());
    this.#gateways = this.#namesOf("execution");
    const { left } = plan.drain;
    const leaving = plan.actors.filter(({ instruments }) =>
      instruments.some((one) => left.includes(one)),
    );
    const isLeaving = (gateway: string) => leaving.some(({ name }) => name === gateway);
    this.#cancelling = this.#gateways.filter((name) => options.cancelsAll || !isLeaving(name));
    void options.hurried.then(() => {
      this.#hurried = true;
    });
  }

  async run(): Promise<DrainOutcome> {
    for (const name of this.#gateways) this.#options.system.hold(name, "HOLD");
    this.#begin("STOP_STRATEGIES");
    for (let phase = this.#sequence.phase; phase !== "CLOSE"; ) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const next = this.#look();
      if (next !== phase) this.#begin(next);
      phase = next;
    }
    return { openOrders: this.#openOrders(), actorsStopped: this.#actorsStopped };
  }

  #look(): DrainPhase {
    return this.#sequence.look({
      nowMs: nowMs(),
      strategiesStopped: this.#strategiesStopped,
      openOrders: this.#openOrders(),
      actorsStopped: this.#actorsStopped,
      hurried: this.#hurried,
      readyAskedMsAgo: this.#options.readyAskedMsAgo(),
    });
  }

  #begin(phase: DrainPhase): undefined {
    const { system, reason } = this.#options;
    if (phase === "STOP_STRATEGIES") {
      void system.stopActors(this.#namesOf("strategy"), reason).then(() => {
        this.#strategiesStopped = true;
      });
    }
    if (phase === "CANCEL") {
      for (const name of this.#cancelling) system.hold(name, "CANCEL");
    }
    if (phase === "STOP_ACTORS") {
      void system.stop(reason).then(() => {
        this.#actorsStopped = true;
      });
    }
  }

  #namesOf(wanted: string): readonly string[] {
    const actors = this.#options.system.status().filter(({ kind }) => kind === wanted);
    return actors.map(({ name }) => name);
  }

  #openOrders(): number {
    return countOpenOrders(this.#options.system, this.#cancelling);
  }
}

function nowMs(): number {
  return monotonicNs() / 1e6;
}
