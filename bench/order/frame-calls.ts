/**
 * From an approved order to the socket, without the threads: an order is made a call, rendered and signed
 * as the WebSocket API wants it, and handed to a socket, each step timed alone.
 */
import { monotonicNs } from "../../src/core/clock.ts";
import { defineInstrument } from "../../src/trading/market/instrument.ts";
import { makeOrderId } from "../../src/trading/order/order-id.ts";
import { placeCall } from "../../src/trading/venue/binance/requests/order-calls.ts";
import { renderFrame } from "../../src/trading/venue/binance/requests/render.ts";
import { VenueKey } from "../../src/trading/venue/binance/signing/venue-key.ts";

/** How a frame is signed. SESSION: not at all, as its connection was logged on. */
export type FrameKey = "SESSION" | "HMAC" | "ED25519";

const INSTRUMENT = defineInstrument({
  ...{ number: 0, name: "BTC-USDT@binance", tick: "0.01", lot: "0.00001" },
});
const SEED = new Uint8Array(32).fill(7);
const KEYS: Readonly<Record<FrameKey, VenueKey | null>> = {
  SESSION: null,
  HMAC: VenueKey.hmac("bench", SEED),
  ED25519: VenueKey.ed25519("bench", SEED),
};

/** The frame of the `index`th order. */
export function frameOf(index: number, key: FrameKey): string {
  const id = makeOrderId({ instance: "00", runEpoch: 1, actor: 3, incarnation: 0 }, index + 1);
  const side = index % 2 === 0 ? "BUY" : "SELL";
  const priceTicks = 6_173_763 + (index % 1_000);
  const call = placeCall({ instrument: INSTRUMENT, id, side, priceTicks, lots: 150 });
  const stamp = { timestampMs: 1_700_000_000_000 + index, recvWindowMs: 1_000 };
  return renderFrame(call, id, stamp, KEYS[key]);
}

/** Time of each of `count` frames. Nanoseconds. */
export function timeFrames(count: number, key: FrameKey): Float64Array {
  const times = new Float64Array(count);
  let characters = 0;
  for (let index = 0; index < count; index += 1) {
    const at = monotonicNs();
    const frame = frameOf(index, key);
    times[index] = monotonicNs() - at;
    characters += frame.length;
  }
  if (characters < 100 * count) throw new Error("a frame of an order is longer than that");
  return times;
}

/**
 * Time that a socket takes to take each of `count` frames: it is connected to a listener of this thread,
 * which must have got them all in the end. Nanoseconds.
 */
export async function timeWrites(count: number): Promise<Float64Array> {
  const frame = frameOf(0, "HMAC");
  let heard = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request, self) =>
      self.upgrade(request) ? undefined : new Response(null, { status: 400 }),
    websocket: {
      message: (_socket, text) => {
        if (text === frame) heard += 1;
      },
    },
  });
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}`);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error("the bench's socket opens"));
  });
  const times = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const at = monotonicNs();
    socket.send(frame);
    times[index] = monotonicNs() - at;
    // As an actor does: the thread turns between two orders.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let turns = 0; heard < count && turns < 1_000; turns += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  socket.close();
  await server.stop(true);
  if (heard !== count) throw new Error(`${heard} of ${count} frames were heard`);
  return times;
}
