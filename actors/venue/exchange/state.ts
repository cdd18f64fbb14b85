/** What a simulated exchange's actor holds, and what it does on the clock. */
import { atomsTextOf } from "../../../src/core/decimal-atoms.ts";
import type { Endpoint } from "../../../src/desk/message/endpoint.ts";
import {
  ACCOUNTS_SHOWN,
  BALANCES_SHOWN,
  type VenueAccount,
} from "../../../src/desk/message/venue-account.ts";
import type { Context } from "../../../src/runtime/actor/context.ts";
import type { SymbolDefinition } from "../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import type { Atoms } from "../../../src/trading/venue/simulated/exchange/words.ts";
import type { FaultRates } from "../../../src/trading/venue/simulated/fault/seeded-faults.ts";
import type { FuturesFront } from "../../../src/trading/venue/simulated/futures/futures-front.ts";
import type { SpotFront } from "../../../src/trading/venue/simulated/spot/spot-front.ts";

export type ExchangeSettings = {
  readonly symbols: readonly SymbolDefinition[];
  /** Contracts; none: it has no futures half. */
  readonly futures: readonly SymbolDefinition[];
  /** Names, in the order of their numbers. */
  readonly accounts: readonly string[];
  readonly balances: readonly { readonly asset: string; readonly atoms: Atoms }[];
  readonly makerFeeMillionths: number;
  readonly takerFeeMillionths: number;
  readonly seed: number;
  readonly captures: readonly string[];
  readonly stepUs: number;
  readonly port: number;
  readonly tls: boolean;
  readonly tlsVersionMax: "1.2" | "1.3";
  readonly hasLimits: boolean;
  /** What goes wrong by chance, of 1,000. */
  readonly faultRates: FaultRates;
  readonly logBytesMax: number;
  /** All that decides what happens: a log of another exchange is not run. */
  readonly identity: string;
};

export type ExchangeState = {
  readonly settings: ExchangeSettings;
  /** Null until the last life's log was run again, and it listens. */
  front: SpotFront | null;
  /** Null before that, and when no contract is listed. */
  futures: FuturesFront | null;
};

export type ExchangeBoards = { endpoint: typeof Endpoint; account: typeof VenueAccount };
export type ExchangeCtx = Context<Record<never, never>, ExchangeBoards, ExchangeState>;

/**
 * Steps of its traders in one handler: what is more waits for the next, so that no handler takes long.
 * Meanwhile the venue's clock is behind the wall's.
 */
export const STEPS_MAX = 100;

/** Brings the venue to the present. False: it has more to do than one handler should. */
export function catchUp({ spot }: SpotFront, ctx: ExchangeCtx): boolean {
  const before = spot.steps;
  const isThere = spot.advance(spot.timeAt(ctx.now(), ctx.wall()), STEPS_MAX);
  if (spot.steps > before) ctx.count("venue:steps", spot.steps - before);
  return isThere;
}

export function tick({ front, futures }: ExchangeState, ctx: ExchangeCtx): undefined {
  if (front === null) return;
  catchUp(front, ctx);
  front.tick();
  futures?.tick(front.spot.now);
}

/** What accounts have, for people and tools. */
export function showAccounts({ front, settings }: ExchangeState, ctx: ExchangeCtx): undefined {
  if (front === null) return;
  const { exchange } = front.spot.venue;
  for (const [number, name] of settings.accounts.slice(0, ACCOUNTS_SHOWN).entries()) {
    const owned = exchange.balances(number).slice(0, BALANCES_SHOWN);
    const balances = owned.map(({ asset, free, locked }) => ({
      asset,
      free: atomsTextOf(free),
      locked: atomsTextOf(locked),
    }));
    ctx.board.account.put(number, { name, balances });
  }
}
