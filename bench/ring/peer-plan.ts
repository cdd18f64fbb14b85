/** The peers of the ring bench: which of them have a row, and what is said of one that is missing. */
import type { Measurement } from "../kit/interleaved.ts";
import { type PeerName, type Peers, runPeer } from "../kit/peers.ts";
import { SMALL_TRIPS } from "./ring-plan.ts";
import { countsOf } from "./ring-round.ts";

/** Of each peer: its row, and its timed messages, or round trips, of a fraction of a second. */
export const PEER_ROWS: readonly {
  readonly peer: PeerName;
  readonly name: string;
  readonly messages: number;
}[] = [
  { peer: "cpp", name: "C++ alone", messages: 5_000_000 },
  { peer: "cppBatch16", name: "C++ in 16", messages: 5_000_000 },
  { peer: "cppBatch64", name: "C++ in 64", messages: 5_000_000 },
  { peer: "cppNoClock", name: "C++ alone, no clock read", messages: 5_000_000 },
  { peer: "cppRoundTrip", name: "C++ round trip, spinning", messages: 300_000 },
  { peer: "disruptor", name: "Disruptor alone", messages: 4_000_000 },
  { peer: "disruptorBatch16", name: "Disruptor in 16", messages: 4_000_000 },
  { peer: "disruptorBatch64", name: "Disruptor in 64", messages: 4_000_000 },
  { peer: "disruptorRoundTrip", name: "Disruptor round trip, spinning", messages: 300_000 },
  { peer: "erlang", name: "Erlang alone", messages: 400_000 },
  { peer: "erlangBatch16", name: "Erlang in 16", messages: 400_000 },
];

/** How much less a small run measures. */
const SMALL = 200;

/** One measurement of each peer that is there. */
export function peerMeasurements(peers: Peers, small: boolean): readonly Measurement[] {
  return PEER_ROWS.filter(({ peer }) => "command" in peers[peer]).map(
    ({ peer, name, messages }) => {
      const few = peer.endsWith("RoundTrip") ? SMALL_TRIPS : messages / SMALL;
      return { name, measure: () => runPeer(peers, peer, countsOf(small ? few : messages)) };
    },
  );
}

/** Each reason for which peers are missing, once, with the rows that lack a figure for it. */
export function missingPeers(peers: Peers): readonly string[] {
  const rows = new Map<string, string[]>();
  for (const { peer, name } of PEER_ROWS) {
    const found = peers[peer];
    if ("missing" in found) rows.set(found.missing, [...(rows.get(found.missing) ?? []), name]);
  }
  return [...rows].map(([reason, names]) => `missing: ${names.join(", ")} (${reason})`);
}

/** Name of the row of a peer. */
export function peerRow(peer: PeerName): string {
  return PEER_ROWS.find((row) => row.peer === peer)?.name ?? peer;
}
