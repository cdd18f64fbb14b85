/**
 * A spot venue that lives: its accounts with their keys, its own traders, and its time. Pure; whoever
 * runs it tells it what the wall's clock says.
 *
 * Invariant: seed, settings, and the commands of others at their times decide everything that happens.
 */
import { assert } from "../../../../core/assert.ts";
import { defineSymbol, type SymbolDefinition } from "../exchange/symbol-rules.ts";
import type { Atoms } from "../exchange/words.ts";
import { FaultDesk } from "../fault/fault-desk.ts";
import type { FlashCrashOptions } from "../market/agents/flash-crash.ts";
import { Venue } from "../wire/call/venue.ts";
import type { LimitSettings } from "../wire/limits/venue-limits.ts";
import type { Command } from "./command.ts";
import { LoggedExchange } from "./logged-exchange.ts";
import { type Credentials, credentialsOf } from "./signature/credentials.ts";

/** Who trades at the venue besides its accounts: at times of their own, not when somebody looks. */
export type Traders = {
  /** When they act next. Wall microseconds; infinite: never. */
  readonly nextAt: number;
  /** Lets them act up to `at`, each time at its own time, at most `stepsMax` times. */
  advance(at: number, stepsMax: number): unknown;
  /** A crash of a symbol's price on demand; false: they do not trade it. Missing: they know none. */
  flashCrash?(symbol: string, options: FlashCrashOptions): boolean;
};

export type SpotVenueOptions = {
  readonly symbols: readonly SymbolDefinition[];
  /** Names: their keys follow from them. */
  readonly accounts: readonly string[];
  /** What each account has at the beginning. */
  readonly balances: readonly { readonly asset: string; readonly atoms: Atoms }[];
  /** Of what is received, in 1/1,000,000. */
  readonly makerFeeMillionths: number;
  readonly takerFeeMillionths: number;
  readonly limits: LimitSettings;
  /** When it begins. Wall microseconds. */
  readonly originUs: number;
  /** Opens their accounts, behind those of others. */
  readonly traders: (venue: Venue, originUs: number) => Traders;
};

export class SpotVenue {
  readonly venue: Venue;
  readonly credentials: readonly Credentials[];
  /** What goes wrong here, once somebody asks for it. What it orders is a command like any other. */
  readonly faults: FaultDesk;
  /** Told of each step's time before it is taken. */
  beforeStep: ((at: number) => undefined) | null = null;
  readonly #exchange: LoggedExchange;
  readonly #traders: Traders;
  #now: number;
  #steps = 0;
  /** The wall's time at an instant of the monotonic clock. */
  #anchor: { readonly wallUs: number; readonly ns: number } | null = null;

  constructor(options: SpotVenueOptions) {
    const { symbols, limits, originUs } = options;
    const made: { exchange: LoggedExchange | null } = { exchange: null };
    this.venue = new Venue({
      symbols: symbols.map(defineSymbol),
      limits,
      exchangeOf(given) {
        made.exchange = new LoggedExchange(given);
        return made.exchange;
      },
    });
    assert(made.exchange !== null, "a venue makes its exchange at once");
    this.#exchange = made.exchange;
    this.#now = originUs;
    this.credentials = options.accounts.map(credentialsOf);
    this.#traders = this.#exchange.untold(() => {
      for (const one of this.credentials) this.#open(one, options);
      return options.traders(this.venue, originUs);
    });
    const numbers = options.accounts.map((_name, number) => number);
    this.faults = new FaultDesk({ exchange: made.exchange, accounts: () => numbers });
    this.venue.faults = this.faults.calls;
    this.venue.clockAt = (at) => this.faults.venueTime(at);
  }

  /** The venue's time, which never goes back. Wall microseconds. */
  get now(): number {
    return this.#now;
  }

  /**
   * What its clock shows at an instant of the monotonic clock. It is set by the wall's once, and goes by
   * itself from then on: whoever sets this machine's clock does not set a venue's.
   *
   * @param wallUs Now, by the wall's clock; what is behind its own time is not believed.
   */
  timeAt(ns: number, wallUs: number): number {
    this.#anchor ??= { wallUs: Math.max(wallUs, this.#now), ns };
    return Math.floor(this.#anchor.wallUs + (ns - this.#anchor.ns) / 1_000);
  }

  /** Times at which its traders acted. */
  get steps(): number {
    return this.#steps;
  }

  /** Told of each command of others before it is done. */
  set onCommand(hear: ((command: Command) => undefined) | null) {
    this.#exchange.onCommand = hear;
  }

  /**
   * Lets its time go on to `wallUs`, and its traders act at their own times on the way: at most
   * `stepsMax` times. Its time never passes one at which they have not acted yet.
   *
   * @returns whether it has come so far
   */
  advance(wallUs: number, stepsMax = Number.POSITIVE_INFINITY): boolean {
    const traders = this.#traders;
    for (let taken = 0; traders.nextAt <= wallUs; taken += 1) {
      if (taken === stepsMax) return false;
      const at = traders.nextAt;
      this.#now = Math.max(this.#now, at);
      this.beforeStep?.(at);
      // What its traders do now is told at once: it must have been when the wall's clock says otherwise
      // in a next life.
      this.#exchange.onCommand?.({ kind: "TIME", at });
      this.#exchange.untold(() => traders.advance(at, 1));
      this.#steps += 1;
    }
    this.#now = Math.max(this.#now, wallUs);
    return true;
  }

  /** Null: its traders know no crash. What it does follows from when it was asked for, so that is told. */
  get flashCrash(): ((symbol: string, options: FlashCrashOptions) => boolean) | null {
    const traders = this.#traders;
    if (traders.flashCrash === undefined) return null;
    return (symbol, options) => {
      const hear = this.#exchange.onCommand;
      hear?.({ kind: "CRASH", at: this.#now, symbol, options });
      return traders.flashCrash?.(symbol, options) ?? false;
    };
  }

  /** Does a command of the log again, at its time. */
  redo(command: Command): undefined {
    this.advance(command.at);
    if (command.kind === "CRASH") this.#traders.flashCrash?.(command.symbol, command.options);
    else this.#exchange.redo(command);
  }

  #open({ name, apiKey, secret, ed25519 }: Credentials, options: SpotVenueOptions): undefined {
    const { makerFeeMillionths, takerFeeMillionths, originUs, balances } = options;
    const account = this.#exchange.openAccount({ name, makerFeeMillionths, takerFeeMillionths });
    for (const { asset, atoms } of balances) {
      this.#exchange.deposit(account, asset, atoms, originUs);
    }
    const permissions = { read: true, trade: true, withdraw: false };
    const common = { account, permissions, ips: null, createdAt: originUs };
    this.venue.keys.add({ ...common, apiKey, proof: { kind: "HMAC", secret } });
    const proof = { kind: "ED25519", publicPem: ed25519.publicKey } as const;
    this.venue.keys.add({ ...common, apiKey: ed25519.apiKey, proof });
  }
}
