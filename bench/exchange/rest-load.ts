/** Clients of REST that load the exchange: each asks again when it was answered. */
import { monotonicNs } from "../../src/core/clock.ts";
import { commandAt, paramsOf, queryOf } from "./load-plan.ts";
import type { VenueProcess } from "./venue-process.ts";

/** Sends `count` commands over `clients` connections. Returns commands a second, and what went wrong. */
export async function restLoad(
  { rest, apiKey, secret }: VenueProcess,
  { count, clients, run }: { count: number; clients: number; run: string },
): Promise<{ readonly perSecond: number; readonly failures: readonly string[] }> {
  const failures: string[] = [];
  const headers = { "X-MBX-APIKEY": apiKey };
  const beganAt = monotonicNs();
  // Each client has orders of its own: the place of one is answered before its cancel is sent.
  const each = Math.floor(count / clients);
  const client = async (number: number) => {
    for (let index = 0; index < each; index += 1) {
      const command = commandAt(index, `${run}-${number}`);
      const method = command.kind === "PLACE" ? "POST" : "DELETE";
      const query = queryOf(paramsOf(command, index), secret);
      const answer = await fetch(`${rest}/api/v3/order?${query}`, { method, headers });
      const body = await answer.text();
      if (!answer.ok) failures.push(`${method}: ${answer.status} ${body}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  const perSecond = (each * clients) / ((monotonicNs() - beganAt) / 1e9);
  return { perSecond, failures: failures.slice(0, 10) };
}
