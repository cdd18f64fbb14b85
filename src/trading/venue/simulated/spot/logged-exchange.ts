/**
 * A spot exchange that says each command from outside before it does it, so that it can be run again.
 * What its own agents do is not said: that follows from the seed, the commands and their times.
 */
import type { Result } from "../../../../core/result.ts";
import type { Replaced } from "../exchange/exchange.ts";
import { Exchange } from "../exchange/exchange.ts";
import type { AccountOptions } from "../exchange/ledger/account.ts";
import type {
  AmendRequest,
  Cancelled,
  CancelRequest,
  ExchangeOrder,
  PlaceRequest,
  ReplaceRequest,
} from "../exchange/order.ts";
import type { SymbolRules } from "../exchange/symbol-rules.ts";
import type { Atoms, Refusal } from "../exchange/words.ts";
import type { Command } from "./command.ts";

export class LoggedExchange extends Exchange {
  /** Told of each command before it is done. Null: nobody is. */
  onCommand: ((command: Command) => undefined) | null = null;
  /** Above 0 within a command, and within what is nobody's command. */
  #depth = 0;

  /** Does what is not told: the agents' own. */
  untold<Done>(run: () => Done): Done {
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Does a command of the log again. */
  redo(command: Exclude<Command, { kind: "CRASH" }>): undefined {
    this.untold(() => {
      switch (command.kind) {
        case "PLACE":
          return this.place(command.account, command.request, command.at);
        case "CANCEL":
          return this.cancel(command.account, command.request, command.at);
        case "CANCEL_ALL":
          return this.cancelAll(command.account, command.symbol, command.at);
        case "REPLACE":
          return this.replace(command.account, command.request, command.at);
        case "AMEND":
          return this.amend(command.account, command.request, command.at);
        case "DEPOSIT":
          return this.deposit(command.account, command.asset, command.atoms, command.at);
        case "RULES":
          return this.setRules(command.rules, command.at);
        case "OPEN":
          return this.openAccount(command.options);
        case "TIME":
          return;
      }
    });
  }

  override openAccount(options: AccountOptions): number {
    return this.#told(
      () => ({ kind: "OPEN", at: 0, options }),
      () => super.openAccount(options),
    );
  }

  override place(
    account: number,
    request: PlaceRequest,
    at: number,
  ): Result<ExchangeOrder, Refusal> {
    return this.#told(
      () => ({ kind: "PLACE", at, account, request }),
      () => super.place(account, request, at),
    );
  }

  override cancel(account: number, request: CancelRequest, at: number): Result<Cancelled, Refusal> {
    return this.#told(
      () => ({ kind: "CANCEL", at, account, request }),
      () => super.cancel(account, request, at),
    );
  }

  override cancelAll(
    account: number,
    symbol: string,
    at: number,
  ): Result<readonly Cancelled[], Refusal> {
    return this.#told(
      () => ({ kind: "CANCEL_ALL", at, account, symbol }),
      () => super.cancelAll(account, symbol, at),
    );
  }

  override replace(account: number, request: ReplaceRequest, at: number): Replaced {
    return this.#told(
      () => ({ kind: "REPLACE", at, account, request }),
      () => super.replace(account, request, at),
    );
  }

  override amend(account: number, request: AmendRequest, at: number): Result<Cancelled, Refusal> {
    return this.#told(
      () => ({ kind: "AMEND", at, account, request }),
      () => super.amend(account, request, at),
    );
  }

  override deposit(
    account: number,
    asset: string,
    atoms: Atoms,
    at: number,
  ): Result<undefined, Refusal> {
    return this.#told(
      () => ({ kind: "DEPOSIT", at, account, asset, atoms }),
      () => super.deposit(account, asset, atoms, at),
    );
  }

  override setRules(rules: SymbolRules, at: number): undefined {
    return this.#told(
      () => ({ kind: "RULES", at, rules }),
      () => super.setRules(rules, at),
    );
  }

  #told<Done>(command: () => Command, run: () => Done): Done {
    if (this.#depth === 0) this.onCommand?.(command());
    return this.untold(run);
  }
}
