/**
 * Strategies that misbehave: the real ones, whose next decision throws, never comes back, or goes out
 * broken, a thousand times, again, or long after it was made.
 */
import type { BodyOf } from "../../../runtime/actor/context.ts";
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import { makeOrderId } from "../../../trading/order/order-id.ts";
import { bringsOrder } from "../../message/approved.ts";
import { deskFactsOf } from "../../message/desk-facts.ts";
import type { Intent } from "../../message/intent.ts";

type IntentBody = BodyOf<typeof Intent>;
type Send = (body: IntentBody) => boolean;
type AnyCtx = {
  readonly send: Record<string, Send>;
  readonly self: { readonly name: string; readonly number: number; readonly incarnation: number };
  readonly common: unknown;
  now(): number;
};

/**
 * `THROW` before it decides, `THROW_BEHIND` with orders said that nobody may see. `BLIND`: it sends
 * its last order again and again, each under a new id and valid, whatever the market says, and dies.
 */
export type Deed =
  | "THROW"
  | "THROW_BEHIND"
  | "SPIN"
  | "FLOOD"
  | "NAN"
  | "REPEAT"
  | "LATE"
  | "BLIND";

/** Deeds that are done to what is sent. */
const IN_SEND: ReadonlySet<Deed> = new Set(["FLOOD", "NAN", "REPEAT", "LATE"]);
/** Decisions of one that is blind: at most so many. */
const BLIND_MAX = 200;
/** Ids of a blind one are of its life, and far beyond those that it makes itself. */
const BLIND_FIRST = 100_000;
const BLIND_VALID_NS = 1e9;
/** Intents of one flood: more than a strategy's whole topic takes. */
const FLOOD = 3_000;
const BROKEN: readonly ((body: IntentBody) => IntentBody)[] = [
  (body) => ({ ...body, priceTicks: Number.NaN }),
  (body) => ({ ...body, lots: Number.NaN }),
  (body) => ({ ...body, lots: Number.POSITIVE_INFINITY }),
  (body) => ({ ...body, lots: -body.lots }),
  (body) => ({ ...body, lots: body.lots + 0.5 }),
  (body) => ({ ...body, validUntil: Number.NaN }),
  (body) => ({ ...body, priceTicks: 0 }),
  (body) => ({ ...body, instrument: 99 }),
  (body) => ({ ...body, orderId: "" }),
  (body) => ({ ...body, lots: body.lots * 1e9 }),
];

/** What is to be done, and by whom; one for a run. */
export class Mischief {
  /** The next deed of each strategy. */
  readonly #due = new Map<string, { readonly deed: Deed; readonly seed: number }>();
  readonly #said = new Map<string, IntentBody>();
  /** The last new order of each. */
  readonly #ordered = new Map<string, IntentBody>();
  /** How many orders each blind one has sent. */
  readonly #blind = new Map<string, number>();
  /** Orders of the decision that is being made. */
  #saidNow: string[] = [];
  readonly #unsaid = new Set<string>();
  /** Lets the thread that runs stand still for ever. */
  readonly #standStill: () => never;
  readonly #onDone: (deed: Deed) => void;

  /** @param onDone Told of each deed that was done. */
  constructor(standStill: () => never, onDone: (deed: Deed) => void) {
    this.#standStill = standStill;
    this.#onDone = onDone;
  }

  plan(strategy: string, deed: Deed, seed: number): undefined {
    this.#due.set(strategy, { deed, seed });
  }

  /** Whether the order was said by a handler that threw. */
  isUnsaid(orderId: string): boolean {
    return this.#unsaid.has(orderId);
  }

  /** Nobody misbehaves any more; one whose ids are in disorder dies first. */
  clear(): undefined {
    this.#due.clear();
    for (const strategy of this.#blind.keys()) this.plan(strategy, "THROW", 0);
    this.#blind.clear();
  }

  /** The same strategy, able to misbehave. */
  corrupt(definition: AnyActorDefinition): AnyActorDefinition {
    return {
      ...definition,
      open: (state, ctx) => {
        const { send, self } = ctx as unknown as AnyCtx;
        const real = send.intent;
        if (real !== undefined) send.intent = (body) => this.#send(self.name, real, body);
        return definition.open?.(state, ctx);
      },
      settle: (state, ctx) => {
        const own = ctx as unknown as AnyCtx;
        const due = this.#due.get(own.self.name)?.deed;
        if (due === "THROW" || due === "SPIN") {
          this.#take(own.self.name);
          if (due === "THROW") throw new Error("the strategy throws");
          this.#standStill();
        }
        if (due === "BLIND") this.#sendBlindly(own);
        this.#saidNow = [];
        definition.settle?.(state, ctx);
        if (due === "THROW_BEHIND" && this.#saidNow.length > 0) this.#throwBehind(own.self.name);
      },
    };
  }

  #take(strategy: string): { readonly deed: Deed; readonly seed: number } | undefined {
    const due = this.#due.get(strategy);
    if (due !== undefined) this.#onDone(due.deed);
    this.#due.delete(strategy);
    return due;
  }

  #throwBehind(strategy: string): never {
    this.#take(strategy);
    for (const orderId of this.#saidNow) this.#unsaid.add(orderId);
    this.#said.delete(strategy);
    this.#ordered.delete(strategy);
    throw new Error("the strategy throws behind what it said");
  }

  #sendBlindly(ctx: AnyCtx): undefined {
    const { self, common, send } = ctx;
    const last = this.#ordered.get(self.name);
    if (last === undefined) return;
    const count = this.#blind.get(self.name) ?? 0;
    if (count >= (this.#due.get(self.name)?.seed ?? 0) % BLIND_MAX) {
      this.#take(self.name);
      this.#blind.delete(self.name);
      throw new Error("the strategy throws");
    }
    this.#blind.set(self.name, count + 1);
    const { number: actor, incarnation } = self;
    const { instance, runEpoch } = deskFactsOf({ common });
    send.intent?.({
      ...last,
      orderId: makeOrderId({ instance, runEpoch, actor, incarnation }, BLIND_FIRST + count),
      decidedAt: ctx.now(),
      validUntil: ctx.now() + BLIND_VALID_NS,
    });
  }

  #send(strategy: string, send: Send, body: IntentBody): boolean {
    const last = this.#said.get(strategy);
    this.#said.set(strategy, body);
    if (bringsOrder(body.action)) {
      this.#ordered.set(strategy, body);
      this.#saidNow.push(body.orderId);
    }
    const due = this.#due.get(strategy)?.deed;
    if (due === undefined || !IN_SEND.has(due)) return send(body);
    if ((due === "REPEAT" || due === "LATE") && last === undefined) return send(body);
    const seed = this.#take(strategy)?.seed ?? 0;
    switch (due) {
      case "FLOOD":
        for (let sent = 0; sent < FLOOD; sent += 1) send(body);
        return send(body);
      case "NAN":
        return send((BROKEN[seed % BROKEN.length] ?? identity)(body));
      case "REPEAT":
        send(last ?? body);
        send(body);
        return send(body);
      default:
        // What it decided long ago, with the validity of then, under an id of now.
        return send({ ...(last ?? body), orderId: body.orderId });
    }
  }
}

function identity(body: IntentBody): IntentBody {
  return body;
}
