/**
 * The futures half of a simulated exchange: its own doors on the same port. It is not in the log of
 * commands: each life begins with flat accounts and empty books.
 */
import { FuturesFront } from "../../../src/trading/venue/simulated/futures/futures-front.ts";
import {
  openFuturesHouse,
  WALLET,
} from "../../../src/trading/venue/simulated/futures/futures-house.ts";
import type { SpotFront } from "../../../src/trading/venue/simulated/spot/spot-front.ts";
import type { RestCall } from "../../../src/trading/venue/simulated/wire/rest/handle-rest.ts";
import type { SocketOutlet } from "../../../src/trading/venue/simulated/wire/socket/socket-outlet.ts";
import type { ExchangeSettings } from "./state.ts";

/** A connection that is open, at the venue's present time. */
export type Live = {
  text(frame: string): undefined;
  ping(): undefined;
  pong(payload: string): undefined;
  end(): undefined;
};

/** What a request for a WebSocket comes to. */
export type LiveKnock =
  | { readonly kind: "OPEN"; readonly open: (outlet: SocketOutlet) => Live }
  | { readonly kind: "REFUSE"; readonly status: number };

/** Null when no contract is listed. */
export function beginFutures(settings: ExchangeSettings, { spot }: SpotFront): FuturesFront | null {
  const { futures: contracts, accounts, balances, seed, stepUs, hasLimits } = settings;
  if (contracts.length === 0) return null;
  const wallet = balances.find(({ asset }) => asset === "USDT")?.atoms ?? WALLET;
  const originUs = Math.floor(spot.now / stepUs) * stepUs;
  const { keys } = spot.venue;
  const common = { contracts, accounts, keys, wallet, seed, originUs, stepUs, hasLimits };
  return openFuturesHouse(common);
}

/** Whether a path is of the futures half. */
export function isFutures(front: FuturesFront | null, path: string): front is FuturesFront {
  return front !== null && FuturesFront.isOwn(path);
}

export function knockFutures(
  front: FuturesFront,
  call: Pick<RestCall, "path" | "query" | "ip">,
  { spot }: SpotFront,
): LiveKnock {
  const knock = front.knock(call, spot.now);
  if (knock.kind === "REFUSE") return knock;
  return {
    kind: "OPEN",
    open: (outlet) => {
      const connection = front.open(knock.path, outlet, spot.now);
      return {
        text: (frame) => connection.text(frame, spot.now),
        ping: () => connection.ping(spot.now),
        pong: (payload) => connection.pong(payload, spot.now),
        end: () => connection.end(),
      };
    },
  };
}

export function knockSpot(
  front: SpotFront,
  call: Pick<RestCall, "path" | "query" | "ip">,
): LiveKnock {
  const knock = front.knock(call);
  if (knock.kind === "REFUSE") return knock;
  return {
    kind: "OPEN",
    open: (outlet) => {
      const session = knock.open(outlet);
      return {
        text: (frame) => front.text(session, frame),
        ping: () => front.ping(session),
        pong: (payload) => front.pong(session, payload),
        end: () => front.end(session),
      };
    },
  };
}
