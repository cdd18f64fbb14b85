/** What the growth bench varies, one thing at a time: message size, readers, actors. */
import type { Measurement } from "../kit/interleaved.ts";
import type { Chart } from "../kit/svg-chart.ts";
import { PLAIN, readersOn } from "../ring/ring-plan.ts";
import { runRingRound } from "../ring/ring-round.ts";
import { measureActorRing } from "./actor-ring.ts";

export type SweepLine = {
  readonly name: string;
  /** Nanoseconds at `value`, of one round. */
  measure(value: number): Promise<number>;
};

/** One thing that grows, and the lines of its picture. */
export type Sweep = Pick<Chart, "title" | "xLabel" | "xKind" | "xTicks" | "yLabel"> & {
  /** Name of its picture's file. */
  readonly id: string;
  /** How it is measured, for the page. */
  readonly says: string;
  readonly lines: readonly SweepLine[];
};

const ONE_READER_MESSAGES = 2_000_000;
/** Of 4 KiB. */
const MESSAGES_MIN = 100_000;
/** To readers of which some are parked. */
const MANY_READERS_MESSAGES = 200_000;
/** Each actor's code is hot after as many again. */
const LAPS = 1_000;
/** How much less a small run measures. */
const SMALL = 200;
/** Largest message that costs about what a quote does. Bytes. */
const LIGHT_BYTES = 128;

const BATCH_LINES = [
  { name: "alone", batch: 1 },
  { name: "in batches of 16", batch: 16 },
] as const;

export function sweepsOf(cores: number, small: boolean): readonly Sweep[] {
  return [sizes(cores, small), readers(cores, small), actors(small)];
}

/** Each figure of each sweep, under its row's name. */
export function measurementsOf(sweeps: readonly Sweep[]): readonly Measurement[] {
  return sweeps.flatMap((sweep) =>
    sweep.lines.flatMap((line) =>
      sweep.xTicks.map(({ value }) => ({
        name: rowName(sweep, value, line.name),
        measure: () => line.measure(value),
      })),
    ),
  );
}

/** Name of the row of one figure. */
export function rowName(sweep: Sweep, value: number, line: string): string {
  return `${sweep.id} ${value}, ${line}`;
}

function sizes(cores: number, small: boolean): Sweep {
  return {
    id: "message-size",
    title: "What a message costs, by its size",
    says:
      "One writer, one reader that spins (parked on a machine of one core), a ring of 1 MiB. Every " +
      "byte is written by the codec, three fields are read.",
    xLabel: "bytes of a message",
    xKind: "LOG",
    xTicks: [16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096].map(tickOf),
    yLabel: "ns a message",
    lines: BATCH_LINES.map(({ name, batch }) => ({
      name,
      measure: (message) => {
        const shape = { ...PLAIN, message, batch, ...readersOn(cores, 1) };
        const messages = ONE_READER_MESSAGES / Math.max(1, message / LIGHT_BYTES);
        return runRingRound(shape, Math.max(MESSAGES_MIN, messages) / (small ? SMALL : 1));
      },
    })),
  };
}

function readers(cores: number, small: boolean): Sweep {
  const { spinning } = readersOn(cores, 8);
  return {
    id: "readers",
    title: "What a message costs, by the readers of its topic",
    says:
      "Quotes of 82 bytes. All readers gate and all read everything. As many of them spin as leave " +
      `the writer a core, here ${spinning}; the others are parked, on doorbells of their own. The ` +
      "figure is that of the slowest.",
    xLabel: "readers",
    xKind: "LINEAR",
    xTicks: [1, 2, 3, 4, 5, 6, 7, 8].map(tickOf),
    yLabel: "ns a message",
    lines: BATCH_LINES.map(({ name, batch }) => ({
      name,
      measure: (count) => {
        const shape = { ...PLAIN, message: "quote", batch, ...readersOn(cores, count) } as const;
        return runRingRound(shape, MANY_READERS_MESSAGES / (small ? SMALL : 1));
      },
    })),
  };
}

function actors(small: boolean): Sweep {
  return {
    id: "actors",
    title: "What a hop between parked actors costs, by their number",
    says:
      "Actors of the real runtime in a ring, each in a thread of its own; a quote goes round, so " +
      "one of them works and the others are parked. A hop is the median lap divided by the actors: " +
      "wake, loop, handler, send.",
    xLabel: "actors",
    xKind: "LOG",
    xTicks: (small ? [2, 4] : [2, 4, 8, 16, 32]).map(tickOf),
    yLabel: "ns a hop",
    lines: [
      {
        name: "one message",
        measure: (count) => measureActorRing(count, LAPS / (small ? SMALL : 1)),
      },
    ],
  };
}

function tickOf(value: number): { value: number; text: string } {
  return { value, text: value < 1_024 ? String(value) : `${value / 1_024}K` };
}
