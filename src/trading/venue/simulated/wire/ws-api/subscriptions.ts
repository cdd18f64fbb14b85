/** The user data subscriptions of one connection: each of one account, with a number of its own. */
import type { TimeUnit } from "../answer/numbers.ts";
import type { KnownKey } from "../signature/key-table.ts";
import type { PrivateEvent } from "../user-data/event-fault.ts";
import { terminatedText } from "../user-data/event-text.ts";
import type { PrivateListener, UserDataHub } from "../user-data/user-data-hub.ts";

type Subscription = {
  readonly account: number;
  readonly apiKey: string;
  /** It is the logged on session's, and ends with it. */
  readonly isOfSession: boolean;
  readonly listener: PrivateListener;
};

export type SubscriptionOptions = {
  readonly hub: UserDataHub;
  readonly unit: TimeUnit;
  /** @param frame The event with its wrapping. */
  tell(event: PrivateEvent, frame: string): undefined;
};

export class Subscriptions {
  readonly #options: SubscriptionOptions;
  readonly #byId = new Map<number, Subscription>();
  #opened = 0;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
  }

  get ids(): readonly number[] {
    return [...this.#byId.keys()];
  }

  /** Whether the session has one. */
  get hasSession(): boolean {
    return [...this.#byId.values()].some(({ isOfSession }) => isOfSession);
  }

  /** Returns the number of the new one, from 0; -1: this key has one already. */
  open({ account, apiKey }: KnownKey, isOfSession: boolean): number {
    if ([...this.#byId.values()].some((known) => known.apiKey === apiKey)) return -1;
    const id = this.#opened;
    this.#opened += 1;
    const { hub, unit } = this.#options;
    const listener: PrivateListener = {
      unit,
      tell: (event, text) => this.#options.tell(event, wrapped(id, text)),
    };
    this.#byId.set(id, { account, apiKey, isOfSession, listener });
    hub.subscribe(account, listener);
    return id;
  }

  /** False: there is none of this number. */
  close(id: number, at: number): boolean {
    const subscription = this.#byId.get(id);
    if (subscription === undefined) return false;
    this.#forget(id, subscription);
    const { tell, unit } = this.#options;
    const ofNoOrder = { account: subscription.account, symbol: "", orderId: Number.NaN, at };
    const event = { ...ofNoOrder, name: "eventStreamTerminated" } as const;
    tell(event, wrapped(id, terminatedText(at, unit)));
    return true;
  }

  closeAll(at: number): undefined {
    for (const id of this.ids) this.close(id, at);
  }

  /** Those of the session, which ends. */
  closeSession(at: number): undefined {
    for (const [id, { isOfSession }] of [...this.#byId]) if (isOfSession) this.close(id, at);
  }

  /** The connection has ended: nothing is told. */
  drop(): undefined {
    for (const [id, subscription] of [...this.#byId]) this.#forget(id, subscription);
  }

  #forget(id: number, { account, listener }: Subscription): undefined {
    this.#byId.delete(id);
    this.#options.hub.unsubscribe(account, listener);
  }
}

function wrapped(id: number, text: string): string {
  return `{"subscriptionId":${id},"event":${text}}`;
}
