/** What happens to amendments that is rare and right: each must be seen, or nothing is known of it. */
import { ActorLife } from "../../../message/actor-life.ts";
import { Approved } from "../../../message/approved.ts";
import { OrderEvent } from "../../../message/order-event.ts";
import { type Court, type Hearing, hearing } from "../judge.ts";
import type { EventBody } from "./venue-truth.ts";

export class AmendWatch {
  readonly #court: Court;
  /** Orders of which an amendment is approved, and not yet answered. */
  readonly #underWay = new Set<string>();
  /** Orders of which it was said that they are not smaller, or that nobody knows. */
  readonly #refused = new Set<string>();

  constructor(court: Court) {
    this.#court = court;
  }

  get hearings(): readonly Hearing[] {
    return [
      hearing(Approved, ({ action, orderId }) => {
        if (action !== "AMEND") return;
        this.#underWay.add(orderId);
        this.#refused.delete(orderId);
      }),
      hearing(OrderEvent, (event) => this.#hear(event)),
      hearing(ActorLife, ({ kind, what }) => {
        if (kind === "execution" && what === "DIED") this.#end("a gateway died");
      }),
    ];
  }

  /** The process is gone. */
  onCrash(): undefined {
    this.#end("a crash");
  }

  #end(what: string): undefined {
    if (this.#underWay.size > 0) this.#court.note(`${what} while an amendment is under way`);
    this.#underWay.clear();
  }

  #hear({ kind, orderId, leavesLots }: EventBody): undefined {
    const isUnderWay = this.#underWay.has(orderId);
    if (kind === "FILL" && isUnderWay) this.#court.note("a fill while an amendment is under way");
    if (kind === "AMEND_REJECTED") this.#refused.add(orderId);
    if (kind === "AMENDED" && this.#refused.has(orderId)) this.#court.note("amended behind a no");
    const isAnswered = kind === "AMENDED" || kind === "AMEND_REJECTED" || leavesLots === 0;
    if (isAnswered) this.#underWay.delete(orderId);
  }
}
