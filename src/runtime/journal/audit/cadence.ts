/**
 * When a checkpoint is due, and when a heartbeat: pure, on the caller's clock.
 *
 * A checkpoint: after 1,000 records, 10 s after the first record that none covers, and at once when
 * trading was halted. A heartbeat: every 60 s, so that silence in a log means that nobody wrote.
 */

/** Records between two checkpoints. */
export const RECORDS_MAX = 1_000;
/** Nanoseconds that a record waits for its checkpoint. */
export const RECORD_AGE_NS_MAX = 10e9;
/** Nanoseconds between two heartbeats. */
export const HEARTBEAT_NS = 60e9;

/** A record of this kind is covered by a checkpoint at once. */
export const HALT_KIND = "HALT";

export class Cadence {
  #uncoveredCount = 0;
  #firstAtNs = 0;
  #isHalt = false;
  #heartbeatAtNs: number;

  /** @param nowNs Monotonic. The first heartbeat is due a period later. */
  constructor(nowNs: number) {
    this.#heartbeatAtNs = nowNs;
  }

  /** A record was written. */
  recorded(kind: string, nowNs: number): undefined {
    if (this.#uncoveredCount === 0) this.#firstAtNs = nowNs;
    this.#uncoveredCount += 1;
    if (kind === HALT_KIND) this.#isHalt = true;
  }

  /** A checkpoint covers all records. */
  covered(): undefined {
    this.#uncoveredCount = 0;
    this.#isHalt = false;
  }

  /** A heartbeat was written. */
  beat(nowNs: number): undefined {
    this.#heartbeatAtNs = nowNs;
  }

  isCheckpointDue(nowNs: number): boolean {
    if (this.#uncoveredCount === 0) return false;
    const ageNs = nowNs - this.#firstAtNs;
    // A clock that is not a number makes a checkpoint due, not never.
    return this.#isHalt || this.#uncoveredCount >= RECORDS_MAX || !(ageNs < RECORD_AGE_NS_MAX);
  }

  isHeartbeatDue(nowNs: number): boolean {
    return !(nowNs - this.#heartbeatAtNs < HEARTBEAT_NS);
  }
}
