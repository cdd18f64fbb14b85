/** What the ring bench measures: each way of a message from thread to thread, by its row's name. */
import type { Measurement } from "../kit/interleaved.ts";
import { measureRoundTrip, TRIPS } from "../kit/round-trip.ts";
import { type OtherWay, runOtherRound } from "./other-ways.ts";
import { type RingShape, runRingRound } from "./ring-round.ts";
import type { MessageKind } from "./ring-work.ts";

/** Timed messages of a round, for a fraction of a second each. */
const MESSAGES = {
  /** Of a quote or less, to a reader that spins. */
  light: 3_000_000,
  /** To a reader that is parked in between. */
  parked: 600_000,
  /** Of 1 KiB and more. */
  heavy: 400_000,
} as const;
const OTHER_MESSAGES: Readonly<Record<OtherWay, number>> = {
  postMessage: 200_000,
  postMessage16: 320_000,
  comlink: 12_800,
  msgpackr: 500_000,
};
export const OTHER_NAMES: Readonly<Record<OtherWay, string>> = {
  postMessage: "postMessage alone",
  postMessage16: "postMessage in 16",
  comlink: "comlink",
  msgpackr: "msgpackr on the ring",
};
/** There and back: ours by spinning and by parking, and two words that threads wait on in turns. */
export const TRIP_NAMES = {
  spin: "round trip, spinning",
  park: "round trip, parked",
  waitAsync: "round trip, bare waitAsync",
} as const;
const BATCHES = [1, 16, 64] as const;
const KIND_NAMES: readonly (readonly [kind: MessageKind, name: string])[] = [
  ["quote", "82 B"],
  [16, "16 B"],
  [1_024, "1 KiB"],
  ["book", "40 levels"],
];
/** How much less a small run measures. */
const SMALL = 200;
/** On a busy machine each trip by spinning takes two turns of the scheduler. */
export const SMALL_TRIPS = 64;

/** As every variant is that does not say otherwise. */
export const PLAIN = { telemetry: false, polls: "PAUSE" } as const;

/** Name of the row of `kind` in batches of so many, to one reader without telemetry. */
export function ringName(name: string, batch: number): string {
  return `ring ${name} ${batch === 1 ? "alone" : `in ${batch}`}`;
}

/** The spinning ones leave the writer a core; the others are parked. */
export function readersOn(cores: number, readers: number): Pick<RingShape, "spinning" | "parked"> {
  const spinning = Math.min(readers, Math.max(0, cores - 1));
  return { spinning, parked: readers - spinning };
}

/** All variants of the ring: the quote in every way, the other messages to one reader. */
export function ringMeasurements(cores: number, small: boolean): readonly Measurement[] {
  return KIND_NAMES.flatMap(([message, name]) =>
    BATCHES.flatMap((batch) =>
      waysOf(message, cores).map(({ suffix, ...way }) => ({
        name: ringName(name, batch) + suffix,
        measure: () => {
          const shape = { ...way, message, batch };
          return runRingRound(shape, messagesOf(shape) / (small ? SMALL : 1));
        },
      })),
    ),
  );
}

/** The other ways between two threads of JavaScript. */
export function otherMeasurements(small: boolean): readonly Measurement[] {
  return (Object.keys(OTHER_MESSAGES) as OtherWay[]).map((way) => ({
    name: OTHER_NAMES[way],
    measure: () => runOtherRound(way, OTHER_MESSAGES[way] / (small ? SMALL : 1)),
  }));
}

/** Messages there and back. */
export function tripMeasurements(small: boolean): readonly Measurement[] {
  return (["spin", "park", "waitAsync"] as const).map((way) => ({
    name: TRIP_NAMES[way],
    measure: () => {
      const few = { warmUp: SMALL_TRIPS, trips: SMALL_TRIPS };
      return measureRoundTrip(way, small ? few : TRIPS[way]);
    },
  }));
}

type Way = Omit<RingShape, "message" | "batch"> & { readonly suffix: string };

function waysOf(message: MessageKind, cores: number): readonly Way[] {
  const one = { ...PLAIN, ...readersOn(cores, 1), suffix: "" };
  if (message !== "quote") return [one];
  const two = readersOn(cores, 2);
  return [
    one,
    { ...one, telemetry: true, suffix: ", telemetry" },
    { ...one, polls: "ACTOR", suffix: ", polled as by an actor" },
    { ...PLAIN, ...two, suffix: ", 2 readers" },
    { ...PLAIN, ...two, telemetry: true, suffix: ", 2 readers, telemetry" },
  ];
}

function messagesOf({ message, parked }: RingShape): number {
  if (parked > 0) return MESSAGES.parked;
  return message === "quote" || message === 16 ? MESSAGES.light : MESSAGES.heavy;
}
