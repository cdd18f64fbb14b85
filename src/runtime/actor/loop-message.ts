/**
 * The messages that come from the loop and not from an actor's code: a peer came, was restarted or
 * left; records were missed; and the log, which every actor says in its own topic.
 */
import { definePacked } from "../codec/define-packed.ts";

export type PeerBody = {
  readonly name: string;
  readonly kind: string;
  /** Place in the desk's table of actors. */
  readonly number: number;
  readonly state: "ATTACHED" | "RESTARTED" | "DETACHED";
  readonly incarnation: number;
  /** What its file says of `instruments` and `limits`; the runtime does not read it. */
  readonly about: unknown;
};

/**
 * Before the first record of a topic, and whenever its writer changes. `in: { peer: Peer }` hears
 * of every topic that the actor reads.
 */
export const Peer = definePacked<PeerBody>("peer", 1);

export type GapBody = {
  /** The actor whose records were missed. */
  readonly from: string;
  /** How many: an exact difference of sequences. */
  readonly missed: number;
};

/** Before the first record after an eviction, or after an attach to a topic that had begun. */
export const Gap = definePacked<GapBody>("gap", 1);

export type LogBody = {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** What `ctx.log` says. Dropped and counted when the ring is more than half full. */
export const Log = definePacked<LogBody>("log", 1);

/** The types that belong to the runtime: numbered from 0xFF00 up, known to every actor. */
export const RUNTIME_TYPES = [Gap, Log, Peer] as const;
