/** What a test says of the actor that it plays, and of the desk around it. */
import type { AnyActorDefinition } from "../../runtime/actor/define-actor.ts";
import type { MessageType } from "../../runtime/codec/message-type.ts";
import type { Instrument } from "../../trading/market/instrument.ts";
import {
  ACTOR_KINDS,
  type ActorKind,
  needsInstruments,
  type WriterKind,
} from "../config/graph/actor-kind.ts";
import { suggestion } from "../config/suggest.ts";
import type { ActorAbout, FileLimits } from "../message/desk-facts.ts";
import { DESK } from "../message/desk-types.ts";
import { checkSettings, type TestLimits } from "./checked-settings.ts";
import { type PeerSays, Stage } from "./stage.ts";
import { instrumentOf, type TestInstrument } from "./test-instrument.ts";
import { TestMistake } from "./test-mistake.ts";

/** Whose topic the actor reads: a kind, or a kind with what its file says. Main's own is a `desk`. */
export type PeerOption = WriterKind | { readonly kind: WriterKind; readonly limits?: TestLimits };

export type PlayOptions = {
  /** What its file would say under `[args]`, in the same form: decimal text, not lots. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** Of the desk; the actor's file names them all. None by default. */
  readonly instruments?: readonly TestInstrument[];
  /** `[limits]` of its file. */
  readonly limits?: TestLimits;
  /** Of all that is random. 1 by default. */
  readonly seed?: number;
  /** Of the actor. Its kind by default. */
  readonly name?: string;
  /** `snapshotEveryMs` of its file. Milliseconds; 10 000 by default. */
  readonly snapshotEveryMs?: number;
  /** `topicBytes` of its file. A power of two; 1 MiB by default. */
  readonly topicBytes?: number;
  /** Of the run of the desk: part of every order id. 1 by default. */
  readonly runEpoch?: number;
};

export type ActorPlayOptions = PlayOptions & {
  /** First part of its `use`. A sink by default. */
  readonly kind?: ActorKind;
  /** Whose topics it reads and whose boards it sees, by name. */
  readonly reads?: Readonly<Record<string, PeerOption>>;
  /** Types that it does not name, for an actor that keeps records of all. */
  // biome-ignore lint/suspicious/noExplicitAny: a type whatever its body.
  readonly types?: readonly MessageType<any>[];
};

/** A desk for the actor, and the arguments that its worker gets. */
export type Prepared = {
  readonly stage: Stage;
  readonly args: Readonly<Record<string, unknown>>;
};

/** @throws {TestMistake} When something that the test says is none of what an actor's file may say. */
export async function prepare(
  definition: AnyActorDefinition,
  options: ActorPlayOptions,
): Promise<Prepared> {
  const { kind = "sink", seed = 1, runEpoch = 1, snapshotEveryMs = 10_000 } = options;
  const { name = kind, topicBytes = 1 << 20, limits = {}, types = [] } = options;
  const instruments = (options.instruments ?? []).map(instrumentOf);
  const settings = definition.args ?? {};
  const says = { name, settings, args: options.args ?? {}, limits, instruments };
  const checked = await checkSettings(says);
  const peers = await Promise.all(
    Object.entries(options.reads ?? {}).map(([peer, option]) => peerOf(peer, option, instruments)),
  );
  const about = aboutOf(instruments, checked.limits);
  const rest = { instruments, peers, seed, runEpoch, topicBytes, snapshotEveryMs };
  const stage = new Stage({ name, kind, definition, about, types: types as never, ...rest });
  return { stage, args: checked.args };
}

async function peerOf(
  name: string,
  option: PeerOption,
  instruments: readonly Instrument[],
): Promise<PeerSays> {
  const { kind, limits = {} } = typeof option === "string" ? { kind: option } : option;
  const kinds: readonly WriterKind[] = [...ACTOR_KINDS, DESK];
  if (!kinds.includes(kind)) {
    const message = `reads.${name}: there is no kind ${JSON.stringify(kind)}`;
    throw new TestMistake(message, suggestion(String(kind), kinds));
  }
  const says = { name, settings: {}, args: {}, limits, instruments };
  const checked = await checkSettings(says);
  const own = needsInstruments(kind) ? instruments : [];
  return { name, kind, about: aboutOf(own, checked.limits) };
}

function aboutOf(instruments: readonly Instrument[], limits: FileLimits): ActorAbout {
  return { instruments: instruments.map(({ number }) => number), limits };
}
