/** The beginning of a simulated exchange's life: what was before, the market until now, its doors. */
import { succeed } from "../../../src/core/result.ts";
import { type Capture, parseCapture } from "../../../src/trading/venue/binance/capture.ts";
import type { Exchange } from "../../../src/trading/venue/simulated/exchange/exchange.ts";
import { AgentMarket } from "../../../src/trading/venue/simulated/market/agents/agent-market.ts";
import { CaptureMarket } from "../../../src/trading/venue/simulated/market/capture/capture-market.ts";
import type { Command } from "../../../src/trading/venue/simulated/spot/command.ts";
import type { LogReader } from "../../../src/trading/venue/simulated/spot/command-log.ts";
import { Crowd } from "../../../src/trading/venue/simulated/spot/crowd.ts";
import { profileOf } from "../../../src/trading/venue/simulated/spot/market-of.ts";
import { SpotFront } from "../../../src/trading/venue/simulated/spot/spot-front.ts";
import { SpotVenue, type Traders } from "../../../src/trading/venue/simulated/spot/spot-venue.ts";
import { LIMITS } from "../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import { CommandFile, certify, refuse } from "./memory.ts";
import { serve } from "./serve.ts";
import {
  catchUp,
  type ExchangeCtx,
  type ExchangeSettings,
  type ExchangeState,
  STEPS_MAX,
} from "./state.ts";
import { recallStep, StepFile } from "./steps.ts";

/** Commands of the log that are done again in one handler. */
const COMMANDS_MAX = 500;
const CAPTURE_BYTES_MAX = 2 ** 30;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const UNLIMITED = {
  weightPerMinute: NO_LIMIT,
  requestsPer5Minutes: NO_LIMIT,
  ordersPer10Seconds: NO_LIMIT,
  ordersPerDay: NO_LIMIT,
  toleratedMax: NO_LIMIT,
};

/** Reads the captures, one after the other, then builds the exchange. */
export function begin(state: ExchangeState, log: LogReader | null, ctx: ExchangeCtx): undefined {
  readCaptures(state.settings, [], ctx, (captures, then) =>
    build(state.settings, { log, captures }, then),
  );
}

function readCaptures(
  settings: ExchangeSettings,
  captures: readonly Capture[],
  ctx: ExchangeCtx,
  onRead: (captures: readonly Capture[], ctx: ExchangeCtx) => undefined,
): undefined {
  const path = settings.captures[captures.length];
  if (path === undefined) return onRead(captures, ctx);
  const options = { bytesMax: CAPTURE_BYTES_MAX, gunzip: true };
  return ctx.io.readFile(
    path,
    (_state, read, then) => {
      if (!read.ok) return then.fail(`capture ${path}: ${read.failure.message}`);
      const capture = parseCapture(read.bytes);
      if (!capture.ok) return then.fail(`capture ${path}: ${capture.failure.message}`);
      const { symbol } = capture.value;
      if (!settings.symbols.some((one) => one.symbol === symbol)) {
        return then.fail(`capture ${path} is of ${symbol}, which is not among symbols`);
      }
      return readCaptures(settings, [...captures, capture.value], then, onRead);
    },
    options,
  );
}

/** Who trades: a recorded day where there is one, else a crowd from the seed. */
function tradersOf(
  settings: ExchangeSettings,
  captures: readonly Capture[],
  { exchange, originUs }: { readonly exchange: Exchange; readonly originUs: number },
): Traders {
  const { seed, stepUs, symbols } = settings;
  const isRecorded = (symbol: string) => captures.some((one) => one.symbol === symbol);
  const recorded = symbols.filter(({ symbol }) => isRecorded(symbol));
  const profiles = symbols.filter(({ symbol }) => !isRecorded(symbol)).map(profileOf);
  return new Crowd([
    ...recorded.map(({ symbol }) => {
      const sessions = captures.filter((one) => one.symbol === symbol);
      return new CaptureMarket({ exchange, sessions, originUs });
    }),
    new AgentMarket({ exchange, seed, originUs, stepUs, profiles }),
  ]);
}

/** As it was at its very beginning; then it becomes what it was. */
function build(
  settings: ExchangeSettings,
  { log, captures }: { readonly log: LogReader | null; readonly captures: readonly Capture[] },
  ctx: ExchangeCtx,
): undefined {
  // Whole steps of the clock: whoever reads a trade's time sees them.
  const originUs = log?.head.originUs ?? Math.floor(ctx.wall() / settings.stepUs) * settings.stepUs;
  const spot = new SpotVenue({
    ...settings,
    originUs,
    limits: settings.hasLimits ? LIMITS : UNLIMITED,
    traders: ({ exchange }) => tradersOf(settings, captures, { exchange, originUs }),
  });
  const front = new SpotFront(spot, settings.hasLimits ? undefined : NO_LIMIT);
  const file = new CommandFile(settings.logBytesMax, ctx);
  if (log === null) {
    file.begin(originUs, settings.identity);
    return goOn(settings, { front, file, originUs }, ctx);
  }
  ctx.log("info", "goes on from its log of commands");
  return redo(settings, { front, file, originUs, log, waiting: null }, ctx);
}

type Memory = {
  readonly front: SpotFront;
  readonly file: CommandFile;
  /** When it began. Wall microseconds. */
  readonly originUs: number;
};

type Redoing = Memory & {
  readonly log: LogReader;
  /** A command that was read, and whose time has not come yet; null without one. */
  readonly waiting: Command | null;
};

/** Does what is in the log again: some commands, and some steps of the traders, in each handler. */
function redo(settings: ExchangeSettings, memory: Redoing, ctx: ExchangeCtx): undefined {
  const { front, log, file } = memory;
  const goOnLater = (unready: Command | null): undefined => {
    const rest = { ...memory, waiting: unready };
    ctx.after(0, (_state, _nothing, then) => redo(settings, rest, then));
  };
  const stepsEnd = front.spot.steps + STEPS_MAX;
  let { waiting } = memory;
  for (let done = 0; done < COMMANDS_MAX; done += 1) {
    const next = waiting === null ? log.next() : succeed(waiting);
    waiting = null;
    if (!next.ok) return refuse(ctx, next.failure);
    const command = next.value;
    if (command === null) {
      if (log.isEnded) return refuse(ctx, "it was full, and what came after it is not known");
      file.goOn(log);
      const { originUs } = memory;
      const then = (lastUs: number, after: ExchangeCtx) =>
        reach(settings, { memory, lastUs }, after);
      return recallStep({ originUs, then }, ctx);
    }
    // Between two commands there may be a night of its traders.
    const isDue = front.spot.advance(command.at, stepsEnd - front.spot.steps);
    if (!isDue) return goOnLater(command);
    front.spot.redo(command);
  }
  return goOnLater(null);
}

/** Up to the last step of its lives: that must have been when the wall's clock says otherwise now. */
function reach(
  settings: ExchangeSettings,
  { memory, lastUs }: { readonly memory: Memory; readonly lastUs: number },
  ctx: ExchangeCtx,
): undefined {
  if (memory.front.spot.advance(lastUs, STEPS_MAX)) return goOn(settings, memory, ctx);
  ctx.after(0, (_state, _nothing, then) => reach(settings, { memory, lastUs }, then));
}

/** The market of the time in which nobody ran it, then the doors. */
function goOn(settings: ExchangeSettings, memory: Memory, ctx: ExchangeCtx): undefined {
  const { front, file, originUs } = memory;
  if (!catchUp(front, ctx)) {
    ctx.after(0, (_state, _nothing, then) => goOn(settings, memory, then));
    return;
  }
  const steps = new StepFile(originUs, ctx);
  front.spot.onCommand = (command) => {
    if (command.kind === "TIME") return steps.write(command.at);
    ctx.count("venue:commands");
    return file.write(command);
  };
  countTrades(front, ctx);
  front.spot.faults.begin(front.spot.now);
  const { seed, faultRates } = settings;
  front.spot.faults.schedule(seed, faultRates);
  ctx.after(0, (state, _nothing, then) => {
    if (state.settings.tls)
      certify((later, pair, last) => serve(later, { front, pair }, last), then);
    else serve(state, { front, pair: null }, then);
  });
}

function countTrades(front: SpotFront, ctx: ExchangeCtx): undefined {
  const nothing = () => undefined;
  front.spot.venue.listen({
    trade: () => ctx.count("venue:trades"),
    execution: nothing,
    balances: nothing,
    balanceUpdate: nothing,
    level: nothing,
    rules: nothing,
  });
}
