/**
 * Whether a gateway takes orders, as it stands on its board and in the log: for health, for the page, and for
 * whoever would send it an order. A loss is said once, and so is its end, as loudly.
 */
import { GATEWAY_REASON_MAX, type Gateway } from "../../../src/desk/message/gateway.ts";
import type { Context, Messages } from "../../../src/runtime/actor/context.ts";

/** So long a limit that is only used up is no news: orders wait for their turn. Nanoseconds. */
const FULL_NS = 2e9;
const FULL = /^venue limit: (WINDOW_FULL|USAGE_UNKNOWN)$/;
/** At its start it may be so long without a word. Nanoseconds. */
const START_NS = 5e9;

type StandingContext = Pick<
  Context<Messages, { gateway: typeof Gateway }, never>,
  "board" | "log" | "now" | "self"
>;

/** One for the life of a gateway. */
export class GatewayStanding {
  #shown = "";
  /** Since when no order may leave; NaN while one may. */
  #since = Number.NaN;
  /** People know that it takes none. */
  #isLossSaid = false;
  #hasTaken = false;

  /** @param why Why no new order may leave now; "" when one may. */
  look(why: string, ctx: StandingContext): undefined {
    const now = ctx.now();
    if (why === "") this.#takes(now, ctx);
    else this.#takesNone(why, now, ctx);
  }

  #takes(now: number, ctx: StandingContext): undefined {
    if (this.#isLossSaid) {
      const seconds = Math.round((now - this.#since) / 1e9);
      ctx.log("warn", `takes orders again, after ${seconds} s: connected and reconciled`);
    } else if (!this.#hasTaken) {
      const level = ctx.self.incarnation > 1 ? "warn" : "info";
      ctx.log(level, "takes orders: connected and reconciled");
    }
    this.#isLossSaid = false;
    this.#hasTaken = true;
    this.#since = Number.NaN;
    if (this.#shown === TAKES) return;
    this.#shown = TAKES;
    ctx.board.gateway.put(0, { takesOrders: true, reason: "", since: now, forS: 0 });
  }

  #takesNone(why: string, now: number, ctx: StandingContext): undefined {
    if (Number.isNaN(this.#since)) this.#since = now;
    const forNs = now - this.#since;
    if (this.#hasTaken && FULL.test(why) && forNs < FULL_NS) return;
    const reason = why.slice(0, GATEWAY_REASON_MAX);
    if (!this.#isLossSaid && (this.#hasTaken || forNs >= START_NS)) {
      this.#isLossSaid = true;
      ctx.log("warn", `takes no new orders: ${reason}`);
    }
    const forS = Math.floor(forNs / 1e9);
    const shown = `${forS} ${reason}`;
    if (this.#shown === shown) return;
    this.#shown = shown;
    ctx.board.gateway.put(0, { takesOrders: false, reason, since: this.#since, forS });
  }
}

const TAKES = "takes orders";
