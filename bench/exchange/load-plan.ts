/** Orders that rest far from the market, and their cancels, in turns: what a quoting desk sends. */
import { createHmac } from "node:crypto";

export type LoadCommand = { readonly kind: "PLACE" | "CANCEL"; readonly id: string };

/** A placing and a cancel. */
export const COMMANDS_PER_ORDER = 2;

const FAR = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };

/** The command `index`: each order is placed, and then cancelled. */
export function commandAt(index: number, run: string): LoadCommand {
  const order = Math.floor(index / COMMANDS_PER_ORDER);
  return { kind: index % COMMANDS_PER_ORDER === 0 ? "PLACE" : "CANCEL", id: `${run}-${order}` };
}

/** Parameters of a command, without its time. */
export function paramsOf({ kind, id }: LoadCommand, index: number): Record<string, string> {
  if (kind === "CANCEL") return { symbol: FAR.symbol, origClientOrderId: id };
  const price = `${50_000 + (index % 1_000)}.00`;
  return { ...FAR, quantity: "0.00100", price, newClientOrderId: id, newOrderRespType: "ACK" };
}

/** As REST has it: signed over what is sent. */
export function queryOf(params: Record<string, string>, secret: string): string {
  const stamped = { ...params, timestamp: String(Date.now()), recvWindow: "60000" };
  const query = new URLSearchParams(stamped).toString();
  return `${query}&signature=${createHmac("sha256", secret).update(query).digest("hex")}`;
}

/** As the WebSocket API has it: signed over the parameters in the order of their names. */
export function frameParams(
  params: Record<string, string>,
  { apiKey, secret }: { readonly apiKey: string; readonly secret: string },
): Record<string, string | number> {
  const stamped = { ...params, apiKey, timestamp: String(Date.now()), recvWindow: "60000" };
  const payload = Object.entries(stamped)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const signature = createHmac("sha256", secret).update(payload).digest("hex");
  return { ...stamped, timestamp: Number(stamped.timestamp), signature };
}
