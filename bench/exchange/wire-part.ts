/**
 * Through the protocol: commands a second by REST and by the WebSocket API, from another process over
 * loopback, each signed and its signature verified; then a load that is held.
 */
import type { Measurement, Rounds } from "../kit/interleaved.ts";
import { quartilesOf } from "../kit/quartiles.ts";
import { type BenchRow, rowOf } from "../kit/report.ts";
import type { Part } from "./engine-part.ts";
import { COMMANDS_PER_ORDER } from "./load-plan.ts";
import { restLoad } from "./rest-load.ts";
import { SocketLoad } from "./socket-load.ts";
import { startVenue, type VenueProcess } from "./venue-process.ts";

const REST = "through REST, 8 clients";
const SOCKET = "through the WebSocket API, 64 under way";
const COUNT = { rest: 4_000, socket: 20_000 };
const SMALL_COUNT = { rest: 240, socket: 1_000 };
const CLIENTS = 8;
const WINDOW = 64;

/** How many orders are placed, and cancelled, each second, and for how long. */
const HELD = { ordersPerSecond: 5_000, seconds: 60 };
const SMALL_HELD = { ordersPerSecond: 250, seconds: 2 };
/** By how much memory may grow in the second half. MiB. */
const GROWTH_MIB_MAX = 64;

export type WirePart = Part & {
  /** Holds the load, once, on an exchange of its own: its log of commands takes all of it. */
  hold(): Promise<readonly BenchRow[]>;
  close(): Promise<void>;
};

/** Starts an exchange, which {@link WirePart.close} ends. */
export async function wirePart(small: boolean): Promise<WirePart> {
  const venue = await startVenue();
  const socket = await SocketLoad.open(venue);
  const count = small ? SMALL_COUNT : COUNT;
  const failures: string[] = [];
  let runs = 0;
  const measurements: Measurement[] = [
    {
      name: REST,
      async measure() {
        runs += 1;
        const plan = { count: count.rest, clients: CLIENTS, run: `r${runs}` };
        const { perSecond, failures: wrong } = await restLoad(venue, plan);
        failures.push(...wrong);
        return perSecond;
      },
    },
    {
      name: SOCKET,
      async measure() {
        runs += 1;
        const outcome = await socket.burst(count.socket, WINDOW, `s${runs}`);
        failures.push(...outcome.failures);
        return outcome.commands / outcome.seconds;
      },
    },
  ];
  return {
    measurements,
    names: [REST, SOCKET],
    unit: "commands/s",
    failures,
    ratios: (rounds: Rounds) => ({
      /** Not ratios: commands a second. */
      restCommandsPerS: medianOf(rounds, REST),
      socketCommandsPerS: medianOf(rounds, SOCKET),
    }),
    async hold() {
      const fresh = await startVenue();
      try {
        return await hold(fresh, { small, failures });
      } finally {
        await fresh.stop();
      }
    },
    async close() {
      socket.close();
      await venue.stop();
    },
  };
}

async function hold(
  venue: VenueProcess,
  { small, failures }: { readonly small: boolean; readonly failures: string[] },
): Promise<readonly BenchRow[]> {
  const { ordersPerSecond, seconds } = small ? SMALL_HELD : HELD;
  const socket = await SocketLoad.open(venue);
  const memory: number[] = [];
  const note = () => void memory.push(venue.rssMiB());
  const outcome = await socket.sustain(COMMANDS_PER_ORDER * ordersPerSecond, seconds, "h", note);
  socket.close();
  const { latenciesMs } = outcome;
  const at = (part: number) =>
    latenciesMs[Math.floor((latenciesMs.length - 1) * part)] ?? Number.NaN;
  const [half = Number.NaN, last = Number.NaN] = [memory[memory.length >> 1], memory.at(-1)];
  failures.push(...outcome.failures);
  if (!small && !(last - half <= GROWTH_MIB_MAX)) {
    failures.push(`memory grew by ${(last - half).toFixed(0)} MiB in the second half`);
  }
  const name = `held, ${ordersPerSecond} orders/s placed, as many cancelled, for ${seconds} s`;
  const placedPerSecond = outcome.commands / COMMANDS_PER_ORDER / outcome.seconds;
  return [
    rowOf(`${name}: placed`, "orders/s", [placedPerSecond]),
    rowOf(`${name}: due to answered, p50`, "ms", [at(0.5)]),
    rowOf(`${name}: due to answered, p99`, "ms", [at(0.99)]),
    rowOf(`${name}: memory at half`, "MiB", [half]),
    rowOf(`${name}: memory at the end, fails beyond half + ${GROWTH_MIB_MAX}`, "MiB", [last]),
  ];
}

function medianOf(rounds: Rounds, name: string): number {
  return Math.round(quartilesOf(rounds.figures.get(name) ?? []).median);
}
