/** The doors of a simulated exchange: bytes that came in, to whom they are for, and answers out. */
import type { KeyPair, WebConnection, WebRequest } from "../../../src/runtime/io/io.ts";
import type { FuturesFront } from "../../../src/trading/venue/simulated/futures/futures-front.ts";
import type { SpotFront } from "../../../src/trading/venue/simulated/spot/spot-front.ts";
import { strangerRefusal } from "../../../src/trading/venue/simulated/wire/front/visitor.ts";
import type { SocketOutlet } from "../../../src/trading/venue/simulated/wire/socket/socket-outlet.ts";
import { beginFutures, isFutures, knockFutures, knockSpot, type Live } from "./futures.ts";
import { catchUp, type ExchangeCtx, type ExchangeState, showAccounts } from "./state.ts";

/** What a client that reads slowly may have waiting before it is cut off. Bytes. */
const SEND_BUFFER_BYTES_MAX = 16 * 2 ** 20;

const CONTROL_PATH = "/control/";
const FUTURES_CONTROL_PATH = "/control/futures/";
const JSON_TYPE = { "content-type": "application/json" };

/** What a connection carries: how it begins to live, and then that life. */
type Upgrade = {
  readonly open: (outlet: SocketOutlet) => Live;
  live: Live | null;
};

/** Listens, and says where. */
export function serve(
  state: ExchangeState,
  { front, pair }: { readonly front: SpotFront; readonly pair: KeyPair | null },
  ctx: ExchangeCtx,
): undefined {
  const { port, tlsVersionMax: versionMax } = state.settings;
  const tls = pair === null ? {} : { tls: { ...pair, versionMax } };
  const listener = ctx.io.listen(
    { port, sendBufferBytesMax: SEND_BUFFER_BYTES_MAX, ...tls },
    {
      request: (now, request, then) => onRequest(now, front, { request, ctx: then }),
      open: (_state, connection, then) => onOpen(front, connection, then),
      message: (_state, connection, frame, then) =>
        onLive(front, connection, then, (live) => live.text(String(frame))),
      ping: (_state, connection, then) => onLive(front, connection, then, (live) => live.ping()),
      pong: (_state, connection, then, payload) =>
        onLive(front, connection, then, (live) => live.pong(payload)),
      close: (_state, connection, then) => onLive(front, connection, then, (live) => live.end()),
    },
  );
  state.front = front;
  state.futures = beginFutures(state.settings, front);
  const url = listener.url.replace(/\/$/, "");
  ctx.board.endpoint.put(0, { url, certificateAuthority: pair?.cert ?? "", ended: false });
  showAccounts(state, ctx);
  ctx.log("info", `listens at ${url}`);
}

function onRequest(
  { futures }: ExchangeState,
  front: SpotFront,
  { request, ctx }: { readonly request: WebRequest; readonly ctx: ExchangeCtx },
): undefined {
  catchUp(front, ctx);
  ctx.count("venue:requests");
  const refusal = strangerRefusal(request);
  if (refusal !== null) return turnAway(request, refusal);
  const { method, url, headers, body, ip } = request;
  const path = url.pathname;
  const query = url.search.slice(1);
  if (headers.get("upgrade")?.toLowerCase() === "websocket") {
    const asked = { path, query, ip };
    const knock = isFutures(futures, path)
      ? knockFutures(futures, asked, front)
      : knockSpot(front, asked);
    if (knock.kind === "REFUSE") return request.respond({ status: knock.status });
    return request.upgrade({ open: knock.open, live: null } satisfies Upgrade);
  }
  if (path.startsWith(CONTROL_PATH)) return onControl(front, futures, request);
  const named = Object.fromEntries(headers) as Readonly<Record<string, string>>;
  const call = { method, path, query, body, headers: named, ip };
  const answer = isFutures(futures, path) ? futures.rest(call, front.spot.now) : front.rest(call);
  const { status, delivery } = answer;
  if (delivery.kind === "LOSE") return request.drop();
  const send = () => request.respond({ status, headers: { ...answer.headers }, body: answer.body });
  if (delivery.delayUs === 0) return send();
  return ctx.after(delivery.delayUs / 1_000, () => send());
}

/** In the control API's words: the venue has none for it. */
function turnAway(request: WebRequest, error: string): undefined {
  const next = "ask a loopback name, as 127.0.0.1, without an Origin header";
  const body = JSON.stringify({ error, next });
  return request.respond({ status: 403, headers: JSON_TYPE, body });
}

function onControl(front: SpotFront, futures: FuturesFront | null, request: WebRequest): undefined {
  const { method, url, body } = request;
  const path = url.pathname;
  const answer =
    futures !== null && path.startsWith(FUTURES_CONTROL_PATH)
      ? futures.control(
          { method, what: path.slice(FUTURES_CONTROL_PATH.length), body },
          front.spot.now,
        )
      : front.control({ method, path, body });
  return request.respond({ ...answer, headers: JSON_TYPE });
}

function onOpen(front: SpotFront, connection: WebConnection, ctx: ExchangeCtx): undefined {
  catchUp(front, ctx);
  ctx.count("venue:connections");
  const upgrade = connection.data as Upgrade;
  upgrade.live = upgrade.open({
    text(frame) {
      if (connection.send(frame)) return true;
      // It reads too slowly, or is gone: with a gap in what it heard it could not go on.
      ctx.count("venue:slow");
      connection.terminate();
      return false;
    },
    ping: (payload) => connection.ping(payload),
    close: (code, reason) => connection.close(code, reason),
    cut: () => connection.terminate(),
  });
}

function onLive(
  front: SpotFront,
  connection: WebConnection,
  ctx: ExchangeCtx,
  run: (live: Live) => undefined,
): undefined {
  catchUp(front, ctx);
  const { live } = connection.data as Upgrade;
  if (live !== null) run(live);
}
