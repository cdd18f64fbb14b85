/** What a feed says of a book joins what it said before, and a feed that hears nothing says so. */
import { L2Delta } from "../../message/l2-delta.ts";
import { type Court, type Hearing, hearing } from "./judge.ts";

export type FeedRules = {
  /** Whether the feed has a connection to its venue. */
  isConnected(feed: string): boolean;
  /** Whether it says that it hears the depth of some instrument, and may say so. */
  isShownLive(feed: string): boolean;
};

export class FeedJudge {
  readonly #court: Court;
  readonly #rules: FeedRules;
  /** By feed and instrument. */
  readonly #venueSequences = new Map<string, number>();

  constructor(court: Court, rules: FeedRules) {
    this.#court = court;
    this.#rules = rules;
  }

  get hearings(): readonly Hearing[] {
    return [
      hearing(L2Delta, ({ kind, instrument, firstVenueSequence, venueSequence }, { actor }) => {
        const key = `${actor} ${instrument}`;
        const last = this.#venueSequences.get(key) ?? Number.NaN;
        this.#venueSequences.set(key, venueSequence);
        if (kind === "SNAPSHOT" || !(firstVenueSequence > last + 1)) return;
        const text = `the book of instrument ${instrument} went from ${last} to ${firstVenueSequence}`;
        this.#court.accuse("feeds", text);
      }),
    ];
  }

  /** Behind a step of the thread that hosts `feed`. */
  look(feed: string): undefined {
    if (this.#rules.isConnected(feed) || !this.#rules.isShownLive(feed)) return;
    this.#court.accuse("feeds", `${feed} has no connection, and says that its books are live`);
  }
}
