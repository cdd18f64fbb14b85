/**
 * The control API of the simulated exchange, without its transport: faults, deposits, a flash crash, and
 * the exchange's own books, for tests and for whoever tries a desk out.
 *
 * Not for a desk: no venue has it.
 */
import { atomsOf } from "../../../../../core/decimal-atoms.ts";
import { failWith, type Result, succeed } from "../../../../../core/result.ts";
import { parseJson } from "../../../binance/json.ts";
import type { Exchange } from "../../exchange/exchange.ts";
import { FLASH_CRASH, type FlashCrashOptions } from "../../market/agents/flash-crash.ts";
import type { FaultDesk } from "../fault-desk.ts";
import { type BodyMistake, BodyReader } from "./body-reader.ts";
import { faultView, readFault, readRates } from "./fault-body.ts";
import { scopeMistake } from "./fault-scope.ts";
import { stateView } from "./state-view.ts";

export type ControlContext = {
  readonly desk: FaultDesk;
  readonly exchange: Exchange;
  /** The accounts that may be seen and given to. */
  accounts(): readonly { readonly number: number; readonly name: string }[];
  /** Null: no agents trade here. False: they do not trade that symbol. */
  readonly flashCrash: ((symbol: string, options: FlashCrashOptions) => boolean) | null;
};

export type ControlRequest = {
  readonly method: string;
  readonly path: string;
  /** JSON; "" without one. */
  readonly body: string;
};

/** `body` is JSON. */
export type ControlAnswer = { readonly status: number; readonly body: string };

type Action = (
  context: ControlContext,
  body: BodyReader,
  at: number,
) => Result<unknown, BodyMistake>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["POST /control/faults", armFault],
  ["GET /control/faults", (context) => succeed(faultsOf(context))],
  ["DELETE /control/faults", disarmFaults],
  ["POST /control/seeded", schedule],
  ["POST /control/flash-crash", crash],
  ["POST /control/deposit", deposit],
  ["GET /control/state", ({ exchange, accounts }) => succeed(stateView(exchange, accounts()))],
]);

/** Answers a request. Never throws for what came in. */
export function handleControl(
  context: ControlContext,
  { method, path, body }: ControlRequest,
  at: number,
): ControlAnswer {
  const action = ACTIONS.get(`${method} ${path}`);
  if (action === undefined) {
    const next = `ask one of: ${[...ACTIONS.keys()].join(", ")}`;
    return answer(404, { error: `nothing is at ${method} ${path}`, next });
  }
  const read = new BodyReader(body === "" ? {} : parseJson(body));
  const outcome = action(context, read, at);
  return outcome.ok ? answer(200, outcome.value) : answer(400, outcome.failure);
}

function armFault(
  { desk, exchange, accounts }: ControlContext,
  body: BodyReader,
  at: number,
): Result<unknown, BodyMistake> {
  const fault = readFault(body);
  const wrong = body.end();
  if (wrong !== null) return failWith(wrong);
  const scope = { exchange, accounts: accounts().map(({ number }) => number) };
  const elsewhere = scopeMistake(fault, scope);
  if (elsewhere !== null) return failWith(elsewhere);
  const armed = desk.arm(fault, at);
  if (armed.ok) return succeed(faultView(armed.value));
  return failWith({ error: armed.failure, next: "correct the fault, and post it again" });
}

function disarmFaults(context: ControlContext, _body: BodyReader, at: number) {
  context.desk.disarm(at);
  return succeed(faultsOf(context));
}

function schedule(context: ControlContext, body: BodyReader): Result<unknown, BodyMistake> {
  const seed = body.count("seed", { from: 0, by: 0 });
  const rates = readRates(body);
  const wrong = body.end();
  if (wrong !== null) return failWith(wrong);
  context.desk.schedule(seed, rates);
  return succeed(faultsOf(context));
}

function crash({ flashCrash }: ControlContext, body: BodyReader): Result<unknown, BodyMistake> {
  const symbol = body.text("symbol", "");
  const options = {
    depthBps: body.count("depthBps", { from: 1, to: 5_000, by: FLASH_CRASH.depthBps }),
    fallSteps: body.count("fallSteps", { from: 1, by: FLASH_CRASH.fallSteps }),
    recoverySteps: body.count("recoverySteps", { from: 1, by: FLASH_CRASH.recoverySteps }),
  };
  const wrong = body.end();
  if (wrong !== null) return failWith(wrong);
  if (flashCrash === null) {
    return failWith({
      error: "no agents trade here",
      next: "start the exchange without a capture",
    });
  }
  if (flashCrash(symbol, options)) return succeed({ symbol, ...options });
  const error = `no agents trade ${JSON.stringify(symbol)}`;
  return failWith({ error, next: "name a symbol that the exchange was started with" });
}

function deposit(
  context: ControlContext,
  body: BodyReader,
  at: number,
): Result<unknown, BodyMistake> {
  const account = body.count("account", { from: 0, by: Number.NaN });
  const asset = body.text("asset", "");
  const amount = body.text("amount", "");
  const wrong = body.end();
  if (wrong !== null) return failWith(wrong);
  if (!context.accounts().some(({ number }) => number === account)) {
    const known = context.accounts().map(({ number }) => number);
    return failWith({
      error: `account must be known: found ${account}`,
      next: `use one of ${known}`,
    });
  }
  const isNegative = amount.startsWith("-");
  const atoms = atomsOf(isNegative ? amount.slice(1) : amount);
  if (asset === "" || !atoms.ok) {
    const error = "asset must be named, and amount a decimal with at most 8 places";
    return failWith({ error, next: 'send {"account":0,"asset":"USDT","amount":"100.5"}' });
  }
  const signed = isNegative ? -atoms.value : atoms.value;
  const given = context.exchange.deposit(account, asset, signed, at);
  if (given.ok) return succeed({ account, asset, amount });
  return failWith({ error: given.failure.msg, next: "withdraw at most what is free" });
}

function faultsOf({ desk }: ControlContext) {
  return {
    armed: desk.armed.map(faultView),
    fired: Object.fromEntries(desk.fired),
    seeded: desk.seeded === null ? null : { seed: desk.seeded.seed, rates: desk.seeded.rates },
  };
}

function answer(status: number, body: unknown): ControlAnswer {
  return { status, body: JSON.stringify(body) };
}
