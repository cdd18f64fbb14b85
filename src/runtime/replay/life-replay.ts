/**
 * Runs one recorded life of an actor again: the same definition, the same cell, the real codec, over
 * memory of its own. It takes what was taken, in that order, is answered as it was, and each message
 * that it sends is compared with the one that was kept, byte for byte.
 *
 * Invariant: nothing here reads a clock or leaves the process.
 */
import type { AnyActorDefinition } from "../actor/define-actor.ts";
import type { DeliveryStep, Taken } from "../delivery/delivery-step.ts";
import { type Difference, Diverged } from "./divergence.ts";
import { type HandlerInput, inputOf } from "./handler-input.ts";
import type { KeptRecord } from "./kept-reader.ts";
import { LifeStage } from "./life-stage.ts";

/** The messages of a run as they were kept. */
export type Messages = {
  /** Null when it was not kept. */
  find(actor: string, sequence: number): KeptRecord | null;
  /** How many from `sequence` on were not kept before one that was; infinite when none follows. */
  missingFrom(actor: string, sequence: number): number;
};

/** Where a replay ends before the record does. */
export type StopBefore =
  | { readonly kind: "END" }
  /** Before the handler of that number, from 0. */
  | { readonly kind: "HANDLER"; readonly handler: number }
  /** Before the first handler that begins once the actor has sent this message. */
  | { readonly kind: "SEQUENCE"; readonly sequence: number };

export type LifeOptions = {
  readonly definition: AnyActorDefinition;
  readonly steps: Iterable<DeliveryStep>;
  readonly messages: Messages;
  /** Sequence at which another life began to be seen: nobody saw what this one says from there on. */
  readonly endSequence: number;
  /** Whether all that this life said stands in its log: it was not cut, and did not end early. */
  readonly isWhole: boolean;
  readonly stop: StopBefore;
  /** Told of each message that is sent again and that others could see. */
  readonly onSent?: ((record: KeptRecord) => undefined) | undefined;
};

export type LifeEnd =
  | { readonly kind: "EQUAL" }
  | { readonly kind: "STOPPED"; readonly at: HandlerInput | null }
  | { readonly kind: "DIVERGED"; readonly difference: Difference; readonly at: HandlerInput | null }
  /** Records that it took were not kept. `count` is infinite when the log ends before them. */
  | {
      readonly kind: "MISSING";
      readonly actor: string;
      readonly sequence: number;
      readonly count: number;
    };

export type LifeOutcome = {
  readonly end: LifeEnd;
  /** Handlers that ran, the one where it diverged not counted. */
  readonly handlers: number;
  /** Messages that are equal to those kept. */
  readonly equal: number;
  /** Messages of a life that was killed before it showed them. */
  readonly unseen: number;
  /** Messages that nobody kept. */
  readonly unkept: number;
  readonly nextSequence: number;
  readonly state: unknown;
  /** What the actor would keep of that state; undefined where it keeps nothing. */
  readonly snapshot: unknown;
};

/** The replay ends here, on purpose. */
class Halt extends Error {
  override readonly name = "Halt";
  readonly end: LifeEnd;

  constructor(end: LifeEnd) {
    super(end.kind);
    this.end = end;
  }
}

export class LifeReplay {
  readonly #options: LifeOptions;
  readonly #stage: LifeStage;
  #handlers = 0;
  #at: HandlerInput | null = null;
  /** Sequence of the last record of each source that was handled, and who it is. */
  readonly #sources = new Map<number, { readonly actor: string; last: number }>();

  constructor(options: LifeOptions) {
    this.#options = options;
    this.#stage = new LifeStage(options);
  }

  async run(): Promise<LifeOutcome> {
    let end: LifeEnd = { kind: "EQUAL" };
    try {
      for (const step of this.#options.steps) {
        await this.#step(step);
        if (step.bodies.length > 0) await this.#stage.inputs.judgeBodies(step.bodies);
      }
      this.#expectNoMore();
    } catch (error) {
      end = this.#endOf(error);
    }
    const { equal, unseen, unkept, nextSequence, state, snapshot } = this.#stage;
    const handlers = this.#handlers;
    return { end, handlers, equal, unseen, unkept, nextSequence, state, snapshot };
  }

  #endOf(error: unknown): LifeEnd {
    if (error instanceof Halt) return error.end;
    if (!(error instanceof Diverged)) throw error;
    return { kind: "DIVERGED", difference: error.difference, at: this.#at };
  }

  async #step(step: DeliveryStep): Promise<undefined> {
    const { taken } = step;
    switch (taken.kind) {
      case "SOURCE":
        this.#sources.set(taken.source, { actor: taken.actor, last: 0 });
        return this.#stage.addSource(taken.source, taken.actor);
      case "TYPES":
        return this.#stage.learn(taken.types);
      case "SHOWN":
        return;
      case "RECORDS":
        return this.#takeRecords(taken, step);
      case "BEGIN":
        return this.#handleLater(step, () => this.#stage.begin(taken.beginning, taken.isEntering));
      case "CALL":
        if (taken.call === "STOP") {
          return this.#handleLater(step, () => this.#stage.stop(taken.reason));
        }
        return this.#handle(step, null, () => this.#stage.call(taken));
      case "TOLD":
        return this.#handle(step, null, () => this.#stage.tell(taken.type, taken.body));
      case "TIMER":
        return this.#handle(step, null, () => this.#stage.inputs.fire(taken.number));
      default:
        return this.#handle(step, null, () =>
          this.#stage.inputs.bring(taken.number, taken.completion),
        );
    }
  }

  #takeRecords(
    { source, skipped, count }: Extract<Taken, { kind: "RECORDS" }>,
    step: DeliveryStep,
  ): undefined {
    const heard = this.#sources.get(source);
    if (heard === undefined) return;
    let sequence = heard.last + 1 + skipped;
    for (let left = count; left > 0; sequence += 1) {
      const record = this.#find(heard.actor, sequence);
      if (!this.#stage.takes(record)) continue;
      left -= 1;
      heard.last = sequence;
      const own = left === 0 ? step : { ...step, answers: [], said: 0, threw: null, bodies: [] };
      this.#handle(own, record, () => this.#stage.take(source, record));
    }
  }

  #find(actor: string, sequence: number): KeptRecord {
    const record = this.#options.messages.find(actor, sequence);
    if (record !== null) return record;
    const count = this.#options.messages.missingFrom(actor, sequence);
    throw new Halt({ kind: "MISSING", actor, sequence, count });
  }

  #handle(step: DeliveryStep, record: KeptRecord | null, run: () => undefined): undefined {
    this.#prepare(step, record);
    let thrown: unknown = null;
    try {
      run();
    } catch (error) {
      thrown = error;
    }
    this.#judge(step, thrown);
  }

  async #handleLater(step: DeliveryStep, run: () => Promise<undefined>): Promise<undefined> {
    this.#prepare(step, null);
    let thrown: unknown = null;
    try {
      await run();
    } catch (error) {
      thrown = error;
    }
    this.#judge(step, thrown);
  }

  #prepare(step: DeliveryStep, record: KeptRecord | null): undefined {
    const from = step.taken.kind === "RECORDS" ? this.#sources.get(step.taken.source) : undefined;
    const { definition, stop } = this.#options;
    const { types, nextSequence } = this.#stage;
    const at = () =>
      inputOf({ definition, types, taken: step.taken, record, from: from?.actor }, step.answers);
    if (stop.kind === "HANDLER" && this.#handlers >= stop.handler) {
      throw new Halt({ kind: "STOPPED", at: at() });
    }
    if (stop.kind === "SEQUENCE" && this.#stage.isBegun && nextSequence > stop.sequence) {
      throw new Halt({ kind: "STOPPED", at: null });
    }
    this.#at = null;
    this.#stage.prepare(step.answers);
  }

  /** @throws {Diverged} */
  #judge(step: DeliveryStep, thrown: unknown): undefined {
    this.#stage.judge(step, thrown);
    this.#handlers += 1;
  }

  /** After the last entry: all that this life is known to have said was said. */
  #expectNoMore(): undefined {
    if (this.#options.isWhole) this.#stage.expectNoMore();
  }
}
