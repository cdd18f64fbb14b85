/** A venue of two symbols and four accounts, and random commands for it. */
import type { Prng } from "../../../../../../src/core/prng.ts";
import type { PlaceRequest } from "../../../../../../src/trading/venue/simulated/exchange/order.ts";
import { Venue } from "../../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { BTC, cancelOf, ETH, order, randomOrder } from "../../exchange/kit/played-exchange.ts";

/** A whole hour: 2023-11-14 22:00 UTC. Wall microseconds. */
export const START = 1_699_999_200_000_000;
export const ACCOUNTS = 4;

export function playedVenue(): Venue {
  const venue = new Venue({ symbols: [BTC, ETH] });
  for (let number = 0; number < ACCOUNTS; number += 1) {
    venue.exchange.openAccount({ name: `a${number}` });
    for (const asset of ["BTC", "ETH", "USDT"]) {
      venue.exchange.deposit(number, asset, 50_000n * 10n ** 8n, START);
    }
  }
  return venue;
}

/** A limit order of BTCUSDT that rests or trades. */
export function place(
  { exchange }: Venue,
  account: number,
  wanted: Partial<PlaceRequest>,
  at: number,
) {
  return exchange.place(account, order({ timeInForce: "GTC", lots: 100_000, ...wanted }), at);
}

/** Something that one of the accounts might do. */
export function randomCommand({ exchange }: Venue, prng: Prng, at: number): undefined {
  const account = prng.between(0, ACCOUNTS - 1);
  const open = exchange.openOrders(account, null);
  const one = open.length > 0 ? prng.pick(open) : null;
  if (one === null || prng.unit() < 0.65) exchange.place(account, randomOrder(prng), at);
  else exchange.cancel(account, cancelOf(one), at);
}
