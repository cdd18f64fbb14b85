/** The exchange's actor on a simulated machine, and a client of it there: signed calls, and sockets. */
import { createHmac } from "node:crypto";
import exchange from "../../../../actors/venue/exchange.ts";
import { playActor } from "../../../../src/desk/testing/play.ts";
import type { PlayedActor } from "../../../../src/desk/testing/played-actor.ts";
import type { Io } from "../../../../src/runtime/io/io.ts";
import { type Machine, simulatedIo } from "../../../../src/runtime/simulation/io/simulated-io.ts";
import { credentialsOf } from "../../../../src/trading/venue/simulated/spot/signature/credentials.ts";

const NAME = "venue-exchange";
const WAIT_MS = 5_000;
const STEP_MS = 5;
const OUTSIDE = { isAlive: true, busyUntil: 0, onDeath: () => undefined, charge: () => undefined };

export type Answer = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON says.
  readonly body: any;
  readonly failure: string | null;
};

type Stage = { readonly machine: Machine; readonly wall: { offsetUs: number } };
type Params = Readonly<Record<string, string | number>>;

export class PlayedExchange {
  readonly actor: PlayedActor<typeof exchange>;
  readonly io: Io;
  /** Of the machine that it runs on. */
  readonly disk: Machine["disk"];
  /** Sets that machine's clock: what is read from it is so much later. */
  readonly setClock: (laterUs: number) => undefined;
  readonly #keys: ReturnType<typeof credentialsOf>;

  private constructor(actor: PlayedActor<typeof exchange>, account: string) {
    this.actor = actor;
    const { machine, wall } = (actor as unknown as { readonly stage: Stage }).stage;
    this.disk = machine.disk;
    this.setClock = (laterUs) => {
      wall.offsetUs += laterUs;
    };
    this.io = simulatedIo(machine, OUTSIDE, { complete: (run) => void run() });
    this.#keys = credentialsOf(account);
  }

  static async start(args: object = {}): Promise<PlayedExchange> {
    const options = { kind: "venue", name: NAME, args, instruments: ["BTC-USDT", "ETH-USDT"] };
    const actor = await playActor(exchange, options as object);
    return new PlayedExchange(actor, "demo");
  }

  /** Where it listens, once it does. */
  async url(): Promise<string> {
    await this.until(() => (this.actor.board("endpoint", 0)?.url ?? "") !== "");
    return this.actor.board("endpoint", 0)?.url ?? "";
  }

  get certificateAuthority(): string {
    return this.actor.board("endpoint", 0)?.certificateAuthority ?? "";
  }

  /** Lets virtual time pass until it holds. */
  async until(holds: () => boolean): Promise<void> {
    for (let waited = 0; waited < WAIT_MS; waited += STEP_MS) {
      if (holds()) return;
      this.actor.advance(`${STEP_MS}ms`);
      await Promise.resolve();
    }
    throw new Error("waited in vain");
  }

  async ask(method: string, path: string, params: Params = {}, headers = {}): Promise<Answer> {
    const query = queryOf(params);
    return this.#send(new Request(`${await this.url()}${path}?${query}`, { method, headers }));
  }

  async #send(request: Request): Promise<Answer> {
    const answers: Answer[] = [];
    const ca = this.certificateAuthority;
    this.io.http(
      request,
      ({ status, body, failure }) =>
        void answers.push({ status, body: parsed(body), failure: failure?.kind ?? null }),
      ca === "" ? {} : { certificateAuthority: ca },
    );
    await this.until(() => answers.length > 0);
    return answers[0] as Answer;
  }

  /** Signed by the account's HMAC key; at the venue's own time, unless `params` has another. */
  async sign(method: string, path: string, params: Params = {}): Promise<Answer> {
    const { body } = await this.ask("GET", "/api/v3/time");
    const stamped = { timestamp: body.serverTime, ...params };
    const query = queryOf(stamped);
    const signature = createHmac("sha256", this.#keys.secret).update(query).digest("hex");
    const headers = { "x-mbx-apikey": this.#keys.apiKey };
    return this.ask(method, path, { ...stamped, signature }, headers);
  }

  /** With the account's key, and without a signature. */
  async key(method: string, path: string): Promise<Answer> {
    return this.ask(method, path, {}, { "x-mbx-apikey": this.#keys.apiKey });
  }

  /** Asks the control API. */
  async control(method: string, path: string, body: object | null = null): Promise<Answer> {
    return this.#send(
      new Request(`${await this.url()}/control/${path}`, {
        method,
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      }),
    );
  }

  /** All that can be asked of the account's orders, trades and balances, as text. */
  async account(): Promise<string> {
    const symbol = { symbol: "BTCUSDT" };
    const all = await this.sign("GET", "/api/v3/allOrders", symbol);
    const open = await this.sign("GET", "/api/v3/openOrders", symbol);
    const trades = await this.sign("GET", "/api/v3/myTrades", symbol);
    const { body } = await this.sign("GET", "/api/v3/account");
    return JSON.stringify([all.body, open.body, trades.body, body.balances]);
  }
}

function queryOf(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
