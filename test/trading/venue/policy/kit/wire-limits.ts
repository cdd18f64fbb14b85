/** The limits of the simulated exchange, as its answers tell them: in headers, which the client reads. */
import { usageOfHeaders } from "../../../../../src/trading/venue/binance/answers/limits.ts";
import type { CallCost } from "../../../../../src/trading/venue/policy/call-class.ts";
import type { RateCount } from "../../../../../src/trading/venue/policy/rate-rule.ts";
import { AddressLimits } from "../../../../../src/trading/venue/simulated/wire/limits/address-limits.ts";
import { OrderLimits } from "../../../../../src/trading/venue/simulated/wire/limits/order-limits.ts";
import {
  addressRules,
  limitHeaders,
  orderRules,
} from "../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import type { VenueLimits } from "./limiting-venue.ts";

const SETTINGS = {
  ...{ weightPerMinute: 1_200, requestsPer5Minutes: 4_000, toleratedMax: 10 },
  ...{ ordersPer10Seconds: 50, ordersPerDay: 200_000 },
};
const ACCOUNT = 0;

/** Refuses what is too much, and says so. */
export class WireLimits implements VenueLimits {
  readonly #address = new AddressLimits({ rules: addressRules(SETTINGS), toleratedMax: 10 });
  readonly #orders = new OrderLimits(orderRules(SETTINGS));
  readonly tooMany: string[] = [];
  fullest = 0;

  arrive({ weight, orders }: CallCost, venueMs: number): readonly RateCount[] {
    const at = Math.floor(venueMs * 1_000);
    const admitted = this.#address.admit("127.0.0.1", weight, at);
    if (!admitted.ok) this.tooMany.push(admitted.failure.msg);
    for (let order = 0; order < orders; order += 1) {
      const refusal = this.#orders.place(ACCOUNT, at);
      if (refusal !== null) this.tooMany.push(refusal.msg);
    }
    const used = [...this.#address.used("127.0.0.1", at), ...this.#orders.used(ACCOUNT, at)];
    for (const { rateLimitType, count, limit } of used) {
      if (rateLimitType === "REQUEST_WEIGHT") this.fullest = Math.max(this.fullest, count / limit);
    }
    const headers = Object.entries(limitHeaders(used));
    return usageOfHeaders(new Map(headers.map(([name, value]) => [name.toLowerCase(), value])));
  }

  fill(venueMs: number): void {
    this.#orders.giveBack(ACCOUNT, Math.floor(venueMs * 1_000));
  }
}
