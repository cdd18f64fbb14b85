/**
 * Who sees all that one incarnation handles, as it happens: the delivery log, the simulation's judges
 * and its faults. The runtime itself needs none.
 */
import type { TopicReader } from "../ring/topic-reader.ts";

/** Calls come in the order of the handlers, each before the handler runs. */
export type Witness = {
  /** The next record of the topic of `actor`, of whatever type; `delivered` has moved. */
  onRecord(actor: string, reader: TopicReader, hasHandler: boolean): undefined;
  /** What the loop itself says: the body of a `Peer` or of a `Gap`, whether or not it has a handler. */
  onTold(type: "peer" | "gap", body: object): undefined;
  /** A handler that no record is for, by its index among the definition's names. */
  onCall(handler: number): undefined;
  /** A handler has returned, and nothing of what it said is shown yet. */
  onHandled(): undefined;
};
