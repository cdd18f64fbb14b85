/**
 * Which of a venue's endpoints is used: the one whose calls are expected to take least, by what was
 * measured of each, and not another each time the figures tremble.
 *
 * The one in use is left for one that is better by a margin, and no sooner than a while after the last
 * change; one that fails several times in a row is left at once. The others are asked something cheap
 * now and then, at moments that are drawn from the seed, so that there is something to compare. The
 * same seed and the same measurements at the same times give the same choices.
 */
import { assert } from "../../../core/assert.ts";
import type { Prng } from "../../../core/prng.ts";
import { EndpointRecord, type RecordPolicy } from "./endpoint-record.ts";

/** When an endpoint is changed. */
export type BalancePolicy = RecordPolicy & {
  /** By how much another must be better, as a fraction of the cost of the one in use. */
  readonly gainFractionMin: number;
  /** Fewest answers of an endpoint before it is chosen for its cost. */
  readonly answersMin: number;
  /** How long one is kept that does not fail. Nanoseconds. */
  readonly dwellNs: number;
  /** Failures in a row for which the one in use is left at once. */
  readonly failuresInRowMax: number;
  /** Mean time between two probes of an endpoint that is not in use. Nanoseconds. */
  readonly probeNs: number;
};

/** What holds without settings. */
export const BALANCE_POLICY: BalancePolicy = {
  gainFractionMin: 0.2,
  answersMin: 5,
  dwellNs: 30_000_000_000,
  failuresInRowMax: 3,
  probeNs: 10_000_000_000,
  failureNs: 5_000_000_000,
  ageNsMax: 300_000_000_000,
};

type Endpoint = {
  readonly name: string;
  readonly record: EndpointRecord;
  nextProbeNs: number;
};

/** The endpoints of one venue, on the caller's monotonic clock. */
export class EndpointBalance {
  readonly #policy: BalancePolicy;
  readonly #prng: Prng;
  readonly #endpoints: readonly Endpoint[];
  #inUse: Endpoint;
  #sinceNs: number;

  /**
   * @param names In order of preference: the first is used until another is known to be better.
   * @throws AssertionError when there is none, or one twice.
   */
  constructor(
    names: readonly string[],
    { prng, now, policy = BALANCE_POLICY }: { prng: Prng; now: number; policy?: BalancePolicy },
  ) {
    assert(new Set(names).size === names.length, "each endpoint is named once");
    this.#policy = policy;
    this.#prng = prng;
    this.#endpoints = names.map((name) => ({
      name,
      record: new EndpointRecord(policy),
      nextProbeNs: now + prng.unit() * policy.probeNs,
    }));
    const [first] = this.#endpoints;
    assert(first !== undefined, "a balance has at least one endpoint");
    this.#inUse = first;
    this.#sinceNs = now;
  }

  /** The endpoint in use. */
  get current(): string {
    return this.#inUse.name;
  }

  /** Takes the outcome of a call or a probe. Returns the endpoint to use from now on. */
  measured(
    name: string,
    call: { readonly wasOk: boolean; readonly tookNs: number },
    now: number,
  ): string {
    const endpoint = this.#endpoints.find((each) => each.name === name);
    assert(endpoint !== undefined, `an endpoint is one of the balance: ${name} is not`);
    endpoint.record.add(call, now);
    const next = this.#isFailing(this.#inUse) ? this.#soundest(now) : this.#better(now);
    if (next !== this.#inUse) {
      this.#inUse = next;
      this.#sinceNs = now;
    }
    return this.#inUse.name;
  }

  /** Returns the endpoints to probe now, and sets when each is next. Never the one in use. */
  dueProbes(now: number): readonly string[] {
    const due = this.#endpoints.filter((each) => each !== this.#inUse && now >= each.nextProbeNs);
    for (const each of due) {
      each.nextProbeNs = now + (0.5 + this.#prng.unit()) * this.#policy.probeNs;
    }
    return due.map(({ name }) => name);
  }

  /** Returns when the next probe is due: monotonic nanoseconds, `Infinity` for never. */
  nextProbeNs(): number {
    const others = this.#endpoints.filter((each) => each !== this.#inUse);
    return Math.min(...others.map(({ nextProbeNs }) => nextProbeNs));
  }

  #isFailing({ record }: Endpoint): boolean {
    return record.failuresInRow >= this.#policy.failuresInRowMax;
  }

  /** The cheapest that is known to be better by the margin, or the one in use. */
  #better(now: number): Endpoint {
    const { gainFractionMin, answersMin, dwellNs } = this.#policy;
    if (!(now - this.#sinceNs >= dwellNs)) return this.#inUse;
    const bar = this.#inUse.record.costAt(now) * (1 - gainFractionMin);
    const known = this.#endpoints.filter(
      (each) => !this.#isFailing(each) && each.record.countAt(now) >= answersMin,
    );
    return (
      this.#cheapest(
        known.filter(({ record }) => record.costAt(now) < bar),
        now,
      ) ?? this.#inUse
    );
  }

  /** Where to go from one that fails: a known one that does not, one unknown, or whichever fails least. */
  #soundest(now: number): Endpoint {
    const others = this.#endpoints.filter((each) => each !== this.#inUse);
    const sound = others.filter((each) => !this.#isFailing(each));
    const [unknown] = sound;
    const known = this.#cheapest(
      sound.filter(({ record }) => record.countAt(now) > 0),
      now,
    );
    if (known !== null || unknown !== undefined) return known ?? unknown ?? this.#inUse;
    return [...others, this.#inUse].reduce((best, each) =>
      each.record.failuresInRow < best.record.failuresInRow ? each : best,
    );
  }

  #cheapest(endpoints: readonly Endpoint[], now: number): Endpoint | null {
    return endpoints.reduce<Endpoint | null>((best, each) => {
      if (best === null) return each;
      return each.record.costAt(now) < best.record.costAt(now) ? each : best;
    }, null);
  }
}
