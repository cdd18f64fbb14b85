/** The gateway's actor beside a simulated exchange, over its WebSocket API and REST, on a virtual clock. */
import gateway from "../../../../actors/execution/binance-spot.ts";
import { defineSymbol } from "../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import { Venue } from "../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { VenueSockets } from "../../../../src/trading/venue/simulated/wire/front/venue-sockets.ts";
import { LIMITS } from "../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import { handleRest } from "../../../../src/trading/venue/simulated/wire/rest/handle-rest.ts";
import { order } from "../../../trading/venue/simulated/exchange/kit/played-exchange.ts";
import { ActorWorld, PlayedActor } from "../../actor-kit.ts";
import { FACTS } from "../../desk-kit.ts";

/** 2023-11-14 22:00 UTC. Wall microseconds. */
const START_US = 1_699_999_200_000_000;
const ALIASES = {
  ownOrders: "openOrder",
  ownFills: "filled",
  ownTold: "told",
  ownFunds: "funds",
  ownEnding: "ending",
};
export const API_KEY = "K4narienvogel".padEnd(64, "q7");
export const SECRET = "S3kretkanarie".padEnd(64, "z9");

type Then = (...given: unknown[]) => undefined;

export class SpotDesk {
  readonly venue: Venue;
  readonly sockets: VenueSockets;
  world: ActorWorld;
  actor: PlayedActor;
  /** All that was written, as it travelled. */
  readonly written: string[] = [];
  /** Origins of the venue beside its first. */
  readonly mirrors: readonly string[];
  /** Origins behind which nobody answers: not by REST, and not by the WebSocket API. */
  readonly dead = new Set<string>();
  /** Origins of which the WebSocket API takes a connection and says nothing, or ends it at once. */
  readonly mute = new Set<string>();
  readonly ending = new Set<string>();
  /** Connections that were asked for. */
  readonly tried: string[] = [];
  /** Statuses with which every upgrade and every ping is refused; 0 for none. */
  upgradeStatus: number;
  pingStatus = 0;
  /** Connections take nothing that is sent. */
  isDeaf = false;
  /** REST answers nothing. */
  isRestDead: boolean;
  readonly #late: (() => void)[] = [];
  #hangUp: () => undefined = () => undefined;

  constructor({
    mayWithdraw = false,
    durability = "none" as "none" | "sync",
    mirrors = [] as readonly string[],
    dead = [] as readonly string[],
    mute = [] as readonly string[],
    ending = [] as readonly string[],
    upgradeStatus = 0,
    isRestDead = false,
    weightPerMinute = LIMITS.weightPerMinute,
  } = {}) {
    this.upgradeStatus = upgradeStatus;
    this.isRestDead = isRestDead;
    this.mirrors = mirrors;
    for (const origin of dead) this.dead.add(origin);
    for (const origin of mute) this.mute.add(origin);
    for (const origin of ending) this.ending.add(origin);
    const symbols = ["BTC", "ETH"].map((base) =>
      defineSymbol({
        symbol: `${base}USDT`,
        base,
        quote: "USDT",
        tick: "0.01",
        lot: "0.001",
        notionalMin: "0.001",
      }),
    );
    this.venue = new Venue({ symbols, limits: { ...LIMITS, weightPerMinute } });
    this.sockets = new VenueSockets(this.venue);
    for (const [number, name] of ["own", "other"].entries()) {
      this.venue.exchange.openAccount({ name });
      for (const asset of ["BTC", "ETH", "USDT"]) {
        this.venue.exchange.deposit(number, asset, 10n ** 16n, START_US);
      }
    }
    const permissions = { read: true, trade: true, withdraw: mayWithdraw };
    const proof = { kind: "HMAC", secret: SECRET } as const;
    const key = { apiKey: API_KEY, account: 0, ips: null, createdAt: START_US };
    this.venue.keys.add({ ...key, proof, permissions });
    const facts = { ...FACTS, durability };
    const options = {
      name: "paper",
      number: 2,
      kind: "execution",
      facts,
      aliases: ALIASES,
      encoded: gateway,
    };
    this.world = new ActorWorld({ ...options, about: { instruments: [0, 1], limits: {} } });
    this.world.show("trading", 0, { state: "ACTIVE", epoch: 4, killed: 0 });
    this.actor = this.#start();
  }

  get at(): number {
    return START_US + Math.floor(this.world.nowNs / 1_000);
  }

  #start(): PlayedActor {
    Object.assign(this.world.ctx as object, { io: this.#io(this.world) });
    return new PlayedActor(gateway, this.world, {
      endpoint: "http://127.0.0.1:9000",
      mirrors: this.mirrors,
      apiKey: API_KEY,
      secret: SECRET,
      orderRoute: "WEBSOCKET",
      recvWindowMs: 1_000,
      cancelAfterMs: 2_000,
      connectTimeoutMs: 5_000,
      idleTimeoutMs: 60_000,
    });
  }

  /** The next life of the actor, from its boards. */
  restart(): undefined {
    const { boards, nowNs, nextSequence } = this.world;
    const about = { instruments: [0, 1], limits: {} };
    const options = { name: "paper", number: 2, kind: "execution", facts: FACTS, about };
    this.world = new ActorWorld({ ...options, aliases: ALIASES, encoded: gateway, incarnation: 2 });
    for (const [name, slots] of boards) this.world.boards.set(name, slots);
    this.world.nowNs = nowNs + 1e8;
    this.world.nextSequence = nextSequence;
    this.#late.length = 0;
    this.actor = this.#start();
  }

  /** The next process of the same run, which finds nothing of what the one before it said. */
  resumeWithoutBoards(): undefined {
    const { nowNs } = this.world;
    const about = { instruments: [0, 1], limits: {} };
    const facts = { ...FACTS, runEpoch: FACTS.runEpoch + 1 };
    const options = { name: "paper", number: 2, kind: "execution", facts, about };
    this.world = new ActorWorld({ ...options, aliases: ALIASES, encoded: gateway });
    this.world.nowNs = nowNs + 1e8;
    this.#late.length = 0;
    this.actor = this.#start();
  }

  #io(world: ActorWorld): object {
    const isCurrent = () => world === this.world;
    const later = (run: () => void) => void this.#late.push(() => isCurrent() && run());
    return {
      socket: (url: string, on: Readonly<Record<"open" | "message" | "close", Then>>) => {
        const origin = new URL(url).origin.replace("ws:", "http:");
        this.tried.push(origin);
        if (this.dead.has(origin)) {
          const reason = { kind: "FAILED", message: "nobody there" };
          return later(() => on.close(world.state, reason, world.ctx));
        }
        const where = { path: "/ws-api/v3", query: "", ip: "127.0.0.1" };
        const admission = this.sockets.admit(where, this.at);
        if (admission.kind === "REFUSED" || this.upgradeStatus > 0) {
          const refused = admission.kind === "REFUSED" ? admission.status : this.upgradeStatus;
          const message = `Expected 101 status code: ${refused}`;
          return later(() => on.close(world.state, { kind: "FAILED", message }, world.ctx));
        }
        let isOver = false;
        const end = (): undefined => {
          if (isOver) return;
          isOver = true;
          const reason = { kind: "CLOSED", message: "" };
          later(() => on.close(world.state, reason, world.ctx));
        };
        const outlet = {
          text: (frame: string) => {
            if (!this.mute.has(origin))
              later(() => on.message(world.state, frame, world.ctx, world.nowNs));
            return true;
          },
          ping: (payload: string) => later(() => connection.pong(payload, this.at)),
          close: end,
          cut: end,
        };
        this.#hangUp = end;
        const connection = this.sockets.open(admission, outlet, this.at);
        const socket = {
          send: (frame: string) => {
            if (this.isDeaf) return false;
            this.written.push(frame);
            if (!this.mute.has(origin)) connection.text(frame, this.at);
            return true;
          },
          close: end,
        };
        later(() => on.open(world.state, socket, world.ctx));
        if (this.ending.has(origin)) end();
      },
      http: (request: Request, then: Then) => {
        const url = new URL(request.url);
        this.written.push(request.url);
        if (this.pingStatus > 0 && url.pathname === "/api/v3/ping") {
          const refused = { status: this.pingStatus, body: "", headers: new Headers() };
          return later(() => then(world.state, { ...refused, failure: null }, world.ctx));
        }
        if (this.isRestDead || this.dead.has(url.origin)) {
          // As the system says it: with the whole address.
          const failure = { kind: "FAILED", message: `Unable to connect to ${request.url}` };
          const answer = { status: 0, body: "", headers: new Headers(), failure };
          return later(() => then(world.state, answer, world.ctx));
        }
        const call = {
          method: request.method,
          path: url.pathname,
          query: url.search.slice(1),
          body: "",
          headers: Object.fromEntries(request.headers),
          ip: "127.0.0.1",
        };
        const { status, body, headers } = handleRest(this.venue, call, this.at);
        const answer = { status, body, headers: new Headers(headers), failure: null };
        later(() => then(world.state, answer, world.ctx));
      },
    };
  }

  /** Time passes, and what is on its way arrives. Seconds. */
  pass(seconds: number): undefined {
    const end = this.world.nowNs + seconds * 1e9;
    while (this.world.nowNs < end) {
      this.world.nowNs += 5e7;
      this.sockets.tick(this.at);
      this.actor.settle();
      while (this.#late.length > 0) this.#late.shift()?.();
    }
  }

  approve(orderId: string, change: object = {}): undefined {
    this.world.committedAt = this.world.nowNs;
    this.actor.handle(
      "approved",
      {
        ...{ action: "NEW", side: "BUY", instrument: 0, execution: 2, strategy: 3 },
        ...{ style: "GTC", priority: "NEW", replaces: "" },
        ...{ priceTicks: 100, lots: 8, validUntil: this.world.nowNs + 1e9, decidedAt: 1 },
        ...{ riskEpoch: 4, bookSequence: 1, bookAgeNs: 1, bookAgeNsMax: 10, orderId },
        ...change,
      },
      "risk",
    );
  }

  /** Somebody sells at the venue. */
  sell(lots: number): undefined {
    const limit = { symbol: "BTCUSDT", side: "SELL", type: "LIMIT", timeInForce: "GTC" } as const;
    const placed = this.venue.exchange.place(
      1,
      order({ ...limit, priceTicks: 100, lots }),
      this.at,
    );
    if (!placed.ok) throw new Error(placed.failure.msg);
  }

  /** The venue ends the connection. */
  hangUp(): undefined {
    this.#hangUp();
  }

  kinds(): readonly string[] {
    return this.world.heard("event").map(({ kind }) => `${kind}`);
  }

  get ordersWritten(): number {
    return this.written.filter((frame) => frame.includes('"order.place"')).length;
  }
}
