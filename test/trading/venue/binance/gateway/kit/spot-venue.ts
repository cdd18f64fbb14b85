/** A venue of two symbols, with the gateway's account and one of somebody who trades with it. */
import {
  defineInstrument,
  type Instrument,
} from "../../../../../../src/trading/market/instrument.ts";
import { VenueKey } from "../../../../../../src/trading/venue/binance/signing/venue-key.ts";
import { Venue } from "../../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { BTC, ETH } from "../../../simulated/exchange/kit/played-exchange.ts";

/** Whose orders are the gateway's own. */
export const DESK = { instance: "Kx", runEpoch: 7 } as const;
export const OWN = 0;
export const OTHER = 1;
/** 2023-11-14 22:00 UTC. Wall microseconds. */
export const START_US = 1_699_999_200_000_000;

const API_KEY = "k".repeat(64);
const SECRET = "secret";

/** The gateway's. */
export const OWN_KEY = VenueKey.hmac(API_KEY, Buffer.from(SECRET));

export const INSTRUMENTS: readonly Instrument[] = [
  instrumentOf(0, "BTC-USDT", BTC),
  instrumentOf(1, "ETH-BTC", ETH),
];

export function spotVenue(): Venue {
  const venue = new Venue({ symbols: [BTC, ETH] });
  for (const [number, name] of ["own", "other"].entries()) {
    venue.exchange.openAccount({ name });
    for (const asset of ["BTC", "ETH", "USDT"]) {
      venue.exchange.deposit(number, asset, 10n ** 16n, START_US);
    }
  }
  venue.keys.add({
    apiKey: API_KEY,
    account: OWN,
    proof: { kind: "HMAC", secret: SECRET },
    permissions: { read: true, trade: true, withdraw: false },
    ips: null,
    createdAt: START_US,
  });
  return venue;
}

function instrumentOf(number: number, pair: string, rules: typeof BTC): Instrument {
  const made = defineInstrument({ number, name: `${pair}@binance`, tick: "1", lot: "1" });
  return { ...made, tick: rules.tick, lot: rules.lot };
}
