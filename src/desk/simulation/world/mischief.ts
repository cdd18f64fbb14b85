/**
 * Strategies that misbehave: the real ones, whose next decision throws, never comes back, or goes out
 * broken, a thousand times, again, or long after it was made.
 */
import type { BodyOf } from "../../../runtime/actor/context.ts";
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import type { Intent } from "../../message/intent.ts";

type IntentBody = BodyOf<typeof Intent>;
type Send = (body: IntentBody) => boolean;
type AnyCtx = { readonly send: Record<string, Send>; readonly self: { readonly name: string } };

export type Deed = "THROW" | "SPIN" | "FLOOD" | "NAN" | "REPEAT" | "LATE";

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
  /** Lets the thread that runs stand still for ever. */
  readonly #standStill: () => never;
  /** Deeds that were done. */
  readonly done = new Set<Deed>();

  constructor(standStill: () => never) {
    this.#standStill = standStill;
  }

  plan(strategy: string, deed: Deed, seed: number): undefined {
    this.#due.set(strategy, { deed, seed });
  }

  clear(): undefined {
    this.#due.clear();
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
        const { self } = ctx as unknown as AnyCtx;
        const due = this.#due.get(self.name)?.deed;
        if (due === "THROW" || due === "SPIN") {
          this.#take(self.name);
          if (due === "THROW") throw new Error("the strategy throws");
          this.#standStill();
        }
        return definition.settle?.(state, ctx);
      },
    };
  }

  #take(strategy: string): { readonly deed: Deed; readonly seed: number } | undefined {
    const due = this.#due.get(strategy);
    if (due !== undefined) this.done.add(due.deed);
    this.#due.delete(strategy);
    return due;
  }

  #send(strategy: string, send: Send, body: IntentBody): boolean {
    const last = this.#said.get(strategy);
    this.#said.set(strategy, body);
    const due = this.#due.get(strategy)?.deed;
    if (due === undefined || due === "THROW" || due === "SPIN") return send(body);
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
