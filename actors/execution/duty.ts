/** What a gateway may do now: its look at risk, at main's word, and at how long risk has been gone. */
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import type { Progress } from "../../src/desk/message/progress.ts";
import type { Trading } from "../../src/desk/message/trading.ts";
import type { Context, Messages } from "../../src/runtime/actor/context.ts";
import {
  dutyOf,
  type GatewayDuty,
  type GatewayLook,
  type RiskGoneAt,
  riskGoneAt,
} from "../../src/trading/risk/gateway-duty.ts";

type DutyContext = Pick<
  Context<Messages, Messages, never, { trading: typeof Trading; progress: typeof Progress }>,
  "read" | "ready" | "held" | "mustCancel" | "now" | "common" | "log"
>;

/** One for the life of a gateway. Asked in every `settle`, so that it sees when risk is gone. */
export class DutyWatch {
  readonly #cancelAfterNs: number;
  #goneAt: RiskGoneAt = null;
  #said = "";

  /** @param cancelAfterMs How long orders go on working without risk. Milliseconds. */
  constructor(cancelAfterMs: number) {
    this.#cancelAfterNs = cancelAfterMs * 1e6;
  }

  /** As of the handler that runs. */
  look(ctx: DutyContext): GatewayDuty {
    const look = lookOf(ctx);
    const now = ctx.now();
    this.#goneAt = riskGoneAt(this.#goneAt, look, now);
    const duty = dutyOf(look, this.#goneAt, { now, cancelAfterNs: this.#cancelAfterNs });
    this.#tell(duty, ctx);
    return duty;
  }

  /** Once for each change. */
  #tell(duty: GatewayDuty, ctx: DutyContext): undefined {
    const said = sentenceOf(duty);
    if (said === this.#said) return;
    // Each start and stop has a moment without risk: only what is done about it is worth a warning.
    ctx.log(duty.kind === "CANCEL_ALL" ? "warn" : "info", said);
    this.#said = said;
  }
}

function sentenceOf(duty: GatewayDuty): string {
  if (duty.kind === "TRADE") return `gateway takes orders of risk epoch ${duty.epoch}`;
  const deed = duty.kind === "CANCEL_ALL" ? "cancels everything" : "takes cancels only";
  return `gateway ${deed}: ${duty.reason}`;
}

function lookOf(ctx: DutyContext): GatewayLook {
  const risk = deskFactsOf(ctx).actors.find(({ kind }) => kind === "risk");
  return {
    isRiskReady: risk !== undefined && ctx.ready(risk.name),
    trading: ctx.read.trading(0),
    isUnrecorded: ctx.read.progress(0)?.state === "HALTED",
    isHeld: ctx.held,
    mustCancel: ctx.mustCancel,
  };
}
