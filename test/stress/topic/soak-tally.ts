/** What a soak counts on main: who died, where, and what was found afterwards. */
import type { ReaderKind } from "../../../src/runtime/ring/topic-slots.ts";

/** Adds up over the rings of a run. */
export type SoakTally = {
  messages: number;
  writerKills: number;
  gateKills: number;
  evictKills: number;
  /** Writers that died between the first claim of a batch and the commit that publishes it. */
  uncommittedKills: number;
  /** Of those, in the middle of a record: claimed, and not yet closed into the batch. */
  encodingKills: number;
  /** Writers that died behind that commit, before all bells had been rung. */
  unrungKills: number;
  /** Readers that died while they handled a record. */
  handlerKills: number;
  /** Gating readers that were made evictable while they were dead, and left behind. */
  quarantines: number;
  /** Recoveries that found records of which the tail did not tell. */
  tailsBehind: number;
  /** Recoveries that ended at the ring's start, behind padding or a record that reached the end. */
  ringStarts: number;
  /** Recoveries that a second one did not repeat. */
  unrepeatable: number;
  /** Readers that died in a handler whose slot did not say that the record was delivered. */
  undelivered: number;
  delivered: number;
  missed: number;
  /** Records that a life stepped over and ended before their handler: at most one a death. */
  died: number;
  /** Records that such a life was told that it missed, with the one that died with it. */
  toldToDead: number;
  evictions: number;
  wakes: number;
};

export function emptyTally(): SoakTally {
  return {
    messages: 0,
    writerKills: 0,
    gateKills: 0,
    evictKills: 0,
    uncommittedKills: 0,
    encodingKills: 0,
    unrungKills: 0,
    handlerKills: 0,
    quarantines: 0,
    tailsBehind: 0,
    ringStarts: 0,
    unrepeatable: 0,
    undelivered: 0,
    delivered: 0,
    missed: 0,
    died: 0,
    toldToDead: 0,
    evictions: 0,
    wakes: 0,
  };
}

export function killsOf({ writerKills, gateKills, evictKills }: SoakTally): number {
  return writerKills + gateKills + evictKills;
}

export function countReaderKill(tally: SoakTally, kind: ReaderKind): undefined {
  if (kind === "GATE") tally.gateKills += 1;
  else tally.evictKills += 1;
}

/** One line for the terminal. */
export function tallyLine(tally: SoakTally): string {
  const counters = Object.entries(tally).map(([name, count]) => `${name} ${count}`);
  return `kills ${killsOf(tally)}, ${counters.join(", ")}`;
}
