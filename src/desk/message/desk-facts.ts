/** What a desk tells its actors as plain data: instruments, who is who, where files go. */
import type { Instrument } from "../../trading/market/instrument.ts";

/** What an actor's own file says that the runtime does not read. */
export type ActorAbout = {
  /** Places in the desk's instrument table, in the file's order. */
  readonly instruments: readonly number[];
  readonly limits: FileLimits;
};

/** `[limits]` of a strategy's file. What is missing denies. */
export type FileLimits = {
  /** Largest absolute position by instrument. Lots. */
  readonly positionLots: Readonly<Record<number, number>>;
  /** Largest single order by instrument. Lots. */
  readonly orderLots: Readonly<Record<number, number>>;
  /** Null when the file does not say. */
  readonly orderRatePerS: number | null;
};

export type ActorFacts = {
  readonly name: string;
  readonly number: number;
  readonly kind: string;
  readonly instruments: readonly number[];
};

/** What is the same for every actor of a desk. */
export type DeskFacts = {
  readonly name: string;
  readonly mode: string;
  /** Whether a gateway holds an order until its approval is on the disk. */
  readonly durability: "sync" | "none";
  /** SHA-256 over the code of all actors, and over all files of the desk. Hex. */
  readonly codeHash: string;
  readonly configHash: string;
  readonly instruments: readonly Instrument[];
  readonly actors: readonly ActorFacts[];
  /** Of this desk, whatever run: the end of every order id, which another desk's orders do not have. */
  readonly instance: string;
  /** Of this run of the desk: part of every order id. */
  readonly runEpoch: number;
  /** Of the first process of this run: where nobody went on with an earlier one, `runEpoch`. */
  readonly firstRunEpoch: number;
  /** Folder of this run's files. */
  readonly folder: string;
};

/** What a context carries of its desk. */
type WithFacts = { readonly common: unknown };
type WithAbout = { readonly about: unknown };

export function deskFactsOf(ctx: WithFacts): DeskFacts {
  return ctx.common as DeskFacts;
}

/** Of the actor itself, or of a peer that the loop introduced. */
export function aboutOf(from: WithAbout): ActorAbout {
  return from.about as ActorAbout;
}

/** Number of the desk's one risk actor; null when there is none. */
export function riskOf({ actors }: DeskFacts): number | null {
  return actors.find(({ kind }) => kind === "risk")?.number ?? null;
}

/** Number of the execution actor that takes orders of `instrument`; null when there is none. */
export function executionOf({ actors }: DeskFacts, instrument: number): number | null {
  const execution = actors.find(
    ({ kind, instruments }) => kind === "execution" && instruments.includes(instrument),
  );
  return execution?.number ?? null;
}
