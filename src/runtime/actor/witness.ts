/**
 * Who sees all that one incarnation handles, as it happens: the delivery log, the simulation's judges
 * and its faults. The runtime itself needs none.
 */
import type { RecordReader } from "./source.ts";

/** Calls come in the order of the handlers, each before the handler runs. */
export type Witness = {
  /** The next record of the topic of `actor`, of whatever type; `delivered` has moved. */
  onRecord(actor: string, reader: RecordReader, hasHandler: boolean): undefined;
  /** What the loop itself says: the body of a `Peer` or of a `Gap`, whether or not it has a handler. */
  onTold(type: "peer" | "gap", body: object): undefined;
  /** A handler that no record is for, by its index among the definition's names. */
  onCall(handler: number): undefined;
  /** A handler has returned, and nothing of what it said is shown yet. */
  onHandled(): undefined;
};

/** Both see everything; null where there is none. */
export function joinWitnesses(first: Witness | null, second: Witness | null): Witness | null {
  if (first === null || second === null) return first ?? second;
  return {
    onRecord(actor, reader, hasHandler) {
      first.onRecord(actor, reader, hasHandler);
      second.onRecord(actor, reader, hasHandler);
    },
    onTold(type, body) {
      first.onTold(type, body);
      second.onTold(type, body);
    },
    onCall(handler) {
      first.onCall(handler);
      second.onCall(handler);
    },
    onHandled() {
      first.onHandled();
      second.onHandled();
    },
  };
}
