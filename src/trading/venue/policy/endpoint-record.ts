/**
 * What was measured of one endpoint: how long its answers took of late, and how many calls failed.
 *
 * Its cost is the time that a call is expected to take: the moving mean, drawn towards the slowest
 * answers, and for the part of calls that fail the time that a failure costs. One failure is no rate,
 * so the first that is remembered costs nothing. Measurements of long ago do not count: an endpoint
 * that is left alone becomes unknown again rather than stay good.
 */

/** Latest calls that are kept. */
const CALLS = 64;
/** Weight of the newest measurement in the moving mean. */
const NEWEST = 0.2;
/** How far the mean is drawn towards the 99th percentile. */
const TAIL = 0.25;

/** How a record is read. */
export type RecordPolicy = {
  /** What a failed call costs. Nanoseconds. */
  readonly failureNs: number;
  /** Measurements older than this do not count. Nanoseconds. */
  readonly ageNsMax: number;
};

/** One call; `tookNs` is NaN for one that failed. */
type Call = { readonly tookNs: number; readonly atNs: number };

/** The measurements of one endpoint. */
export class EndpointRecord {
  readonly #policy: RecordPolicy;
  readonly #calls: Call[] = [];
  #failuresInRow = 0;

  constructor(policy: RecordPolicy) {
    this.#policy = policy;
  }

  /** Calls that failed since the last that went well. */
  get failuresInRow(): number {
    return this.#failuresInRow;
  }

  /** Takes one call. One that took no sensible time has failed. */
  add(call: { readonly wasOk: boolean; readonly tookNs: number }, now: number): void {
    const wasOk = call.wasOk && call.tookNs >= 0 && Number.isFinite(call.tookNs);
    this.#failuresInRow = wasOk ? 0 : this.#failuresInRow + 1;
    this.#calls.push({ tookNs: wasOk ? call.tookNs : Number.NaN, atNs: now });
    if (this.#calls.length > CALLS) this.#calls.shift();
  }

  /** How many answers count at `now`. */
  countAt(now: number): number {
    return this.#timesAt(now).length;
  }

  /** Returns the expected time of a call: nanoseconds, NaN when nothing that was measured counts. */
  costAt(now: number): number {
    const times = this.#timesAt(now);
    const slowest = times.toSorted((one, other) => one - other)[Math.ceil(times.length * 0.99) - 1];
    if (slowest === undefined) return Number.NaN;
    const mean = times.reduce((before, time) => before + NEWEST * (time - before));
    const calls = this.#callsAt(now).length;
    const failedPart = Math.max(0, calls - times.length - 1) / calls;
    return mean + TAIL * (slowest - mean) + failedPart * this.#policy.failureNs;
  }

  #timesAt(now: number): readonly number[] {
    const times = this.#callsAt(now).map(({ tookNs }) => tookNs);
    return times.filter((time) => !Number.isNaN(time));
  }

  #callsAt(now: number): readonly Call[] {
    return this.#calls.filter(({ atNs }) => now - atNs <= this.#policy.ageNsMax);
  }
}
