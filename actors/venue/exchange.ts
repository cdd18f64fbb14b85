/**
 * A spot exchange on loopback that speaks Binance's protocol: REST, market streams and the WebSocket
 * API on one port, with traders of its own. Other people's programs trade here as they do there.
 *
 * Seed, settings, and what others command at which time decide everything that happens: its traders act
 * at their own times, not when a timer went off. Each command is in a log before it is done, so an
 * exchange that dies, or whose whole desk does, is the same one again: orders, balances, ids. Only
 * loopback reaches it, and its keys are public: whoever may start a program on this machine may trade.
 */
import { deskFactsOf } from "../../src/desk/message/desk-facts.ts";
import { Endpoint } from "../../src/desk/message/endpoint.ts";
import { VenueAccount } from "../../src/desk/message/venue-account.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import {
  choice,
  count,
  flag,
  milliseconds,
  ratio,
  texts,
} from "../../src/runtime/actor/setting.ts";
import { recall } from "./exchange/memory.ts";
import { readSettings } from "./exchange/settings.ts";
import { begin } from "./exchange/start.ts";
import { type ExchangeState, showAccounts, tick } from "./exchange/state.ts";

export default defineActor({
  args: {
    seed: count({ min: 0, max: 2 ** 31 - 1, fallback: 1 }),
    /** "BTC-USDT 0.01 0.00001" each: base, quote, tick, lot. None: the desk's instruments. */
    symbols: texts({ fallback: [] }),
    /** "BTC-USDT 0.1 0.001" each: contracts in USDT, served as USD-M's. None: spot alone. */
    futures: texts({ fallback: [] }),
    /** Paths of gzipped captures: the book follows them. None: its own traders make it. */
    captures: texts({ fallback: [] }),
    /** Names; what their keys are follows from them. */
    accounts: texts({ fallback: ["demo"] }),
    /** "USDT 1000000" each, what every account begins with. None: plenty of all. */
    balances: texts({ fallback: [] }),
    makerFeeBps: ratio({ min: 0, max: 1_000, fallback: 10 }),
    takerFeeBps: ratio({ min: 0, max: 1_000, fallback: 10 }),
    /** Between two moments at which its traders act. */
    stepMs: milliseconds({ min: 1, max: 60_000, fallback: 100 }),
    /** 0 takes any that is free. */
    port: count({ min: 0, max: 65_535, fallback: 0 }),
    tls: flag(false),
    /** Newest TLS that it speaks: "1.2" is for tests of those who refuse it. */
    tlsVersionMax: choice(["1.2", "1.3"], "1.3"),
    /** False: whoever asks too much is served all the same. */
    hasLimits: flag(true),
    /** "ACK_LOST 5" each: of 1,000 calls or events that it could act on, by chance from the seed. */
    faults: texts({ fallback: [] }),
    /** What the log of commands may hold; then it says so, and the exchange survives no end. */
    logMiBMax: count({ min: 1, max: 256, fallback: 64 }),
  },
  in: {},
  out: {},
  counters: [
    "venue:requests",
    "venue:connections",
    "venue:commands",
    "venue:trades",
    "venue:steps",
    "venue:slow",
  ],
  boards: { endpoint: Endpoint, account: VenueAccount },
  start(ctx, args): ExchangeState {
    const settings = readSettings(args, deskFactsOf(ctx).instruments);
    if (!settings.ok) throw new Error(settings.failure);
    return { settings: settings.value, front: null, futures: null };
  },
  open(state, ctx) {
    // Nobody is to ask at the door of the life before.
    ctx.board.endpoint.put(0, { url: "", certificateAuthority: "", ended: false });
    recall(state, begin, ctx);
  },
  on: {},
  every: {
    "10ms": (state, ctx) => tick(state, ctx),
    "1s": (state, ctx) => showAccounts(state, ctx),
  },
});
