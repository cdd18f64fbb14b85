/**
 * One monotonic clock for all threads, and wall time for people and venues.
 *
 * Bun's own clocks begin anew in each worker, so two threads cannot compare them. CLOCK_MONOTONIC
 * is read by a foreign call; where that cannot be loaded, time since an origin that main hands to
 * every worker stands in, good to about 10 us between threads.
 */
import { dlopen, FFIType, ptr } from "bun:ffi";
import type { EpochMicros } from "./brand.ts";

const CLOCK_MONOTONIC = 1;
const LIBRARIES = ["libc.so.6", "libc.so"] as const;

// biome-ignore lint/style/noRestrictedGlobals: this file is where the clocks are.
const since = performance;

/** Bound now: an actor's tripwire replaces the one that is found by name. */
const sinceStartMs = since.now.bind(since);

let originMs = since.timeOrigin;

/** Milliseconds since the epoch that stand for zero where CLOCK_MONOTONIC cannot be read. */
export function clockOriginMs(): number {
  return originMs;
}

/** A worker, once at its start, with the origin of main. */
export function setClockOrigin(ms: number): undefined {
  originMs = ms;
}

const readKernel = loadKernelClock();

/** Nanoseconds since a moment that all threads share. Exact for 104 days of uptime, then to 2 ns. */
export const monotonicNs: () => number = readKernel ?? readOrigin;

/** Wall time now. For people and venues only: it may step. */
export function wallMicros(): EpochMicros {
  return Math.round((since.timeOrigin + sinceStartMs()) * 1_000) as EpochMicros;
}

function readOrigin(): number {
  return Math.round((since.timeOrigin - originMs + sinceStartMs()) * 1e6);
}

function loadKernelClock(): (() => number) | null {
  const timespec = new BigInt64Array(2);
  const words = new Uint32Array(timespec.buffer);
  for (const library of LIBRARIES) {
    try {
      const { symbols } = dlopen(library, {
        clock_gettime: { args: [FFIType.i32, FFIType.ptr], returns: FFIType.i32 },
      });
      const address = ptr(timespec);
      const read = () => {
        symbols.clock_gettime(CLOCK_MONOTONIC, address);
        const seconds = (words[0] ?? 0) + (words[1] ?? 0) * 2 ** 32;
        return seconds * 1e9 + (words[2] ?? 0);
      };
      if (read() > 0) return read;
    } catch {}
  }
  return null;
}
