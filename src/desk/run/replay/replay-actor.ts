/** Replays the lives of one actor of a run, and says of each how it ended. */
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import type { HandlerInput } from "../../../runtime/replay/handler-input.ts";
import type { KeptRecord } from "../../../runtime/replay/kept-reader.ts";
import {
  type LifeEnd,
  type LifeOutcome,
  LifeReplay,
  type Messages,
  type StopBefore,
} from "../../../runtime/replay/life-replay.ts";
import { type RecordedLife, senderOf } from "./recorded-life.ts";

export type LifeReport = {
  readonly incarnation: number;
  readonly handlers: number;
  readonly equal: number;
  readonly unseen: number;
  readonly unkept: number;
  /** `OWN_FILES`: it was not run again, as what it does depends on files that it keeps itself. */
  readonly end: LifeEnd | { readonly kind: "OWN_FILES" };
  /** Whether its log lacks bytes, and whether its recording ended before the life. */
  readonly isCut: boolean;
  readonly isEnded: boolean;
};

/** A moment of a life: what is about to be handled, and the state that it will find. */
export type Moment = {
  readonly incarnation: number;
  /** From 0, within its life. */
  readonly handlerNumber: number;
  readonly at: HandlerInput | null;
  readonly state: unknown;
  /** What the actor would keep of it: fields that are private to a class are seen only so. */
  readonly snapshot: unknown;
};

export type ActorReport = {
  readonly actor: string;
  readonly lives: readonly LifeReport[];
  /** Before the handler that diverged, or where it was asked to stop; null at the end. */
  readonly moment: Moment | null;
};

export type ActorReplayOptions = {
  readonly actor: string;
  readonly lives: readonly RecordedLife[];
  readonly messages: Messages;
  load(module: string): Promise<AnyActorDefinition>;
  /** Ends once the actor has sent this message; null goes on. */
  readonly until: number | null;
  /** Ends before the handler that sent this message; null goes on. */
  readonly breakAt: number | null;
  /** Told of each message that is sent again. */
  readonly onSent?: ((record: KeptRecord) => undefined) | undefined;
};

export async function replayActor(options: ActorReplayOptions): Promise<ActorReport> {
  const { actor, lives } = options;
  const reports: LifeReport[] = [];
  for (const [index, life] of lives.entries()) {
    if (life.keepsFiles) {
      reports.push(withFilesOf(life));
      continue;
    }
    const stop = stopIn(life, options);
    const outcome = await replayLife(options, index, stop);
    const { state: _state, snapshot: _snapshot, nextSequence: _next, ...rest } = outcome;
    reports.push({
      ...rest,
      incarnation: life.incarnation,
      isCut: life.isCut,
      isEnded: life.isEnded,
    });
    const { end } = outcome;
    if (end.kind === "EQUAL") continue;
    const moment =
      end.kind === "STOPPED"
        ? momentOf(life, outcome, end.at)
        : await momentBefore(options, index, outcome);
    return { actor, lives: reports, moment };
  }
  return { actor, lives: reports, moment: null };
}

/** The report of a life that is not run again. */
function withFilesOf({ incarnation, isCut, isEnded }: RecordedLife): LifeReport {
  const counts = { handlers: 0, equal: 0, unseen: 0, unkept: 0 };
  return { ...counts, incarnation, isCut, isEnded, end: { kind: "OWN_FILES" } };
}

function stopIn(life: RecordedLife, { until, breakAt }: ActorReplayOptions): StopBefore {
  if (until !== null) return { kind: "SEQUENCE", sequence: until };
  const handler = breakAt === null || !life.isSeen ? null : senderOf(life, breakAt);
  return handler === null ? { kind: "END" } : { kind: "HANDLER", handler };
}

async function replayLife(
  { lives, messages, load, onSent }: ActorReplayOptions,
  index: number,
  stop: StopBefore,
): Promise<LifeOutcome> {
  const life = lives[index] as RecordedLife;
  const next = lives.slice(index + 1).find(({ isSeen }) => isSeen);
  const isFollowed =
    next === undefined || lives.some(({ incarnation }) => incarnation === life.incarnation + 1);
  return new LifeReplay({
    definition: await load(life.beginning.module),
    steps: life.steps(),
    messages,
    endSequence: life.isSeen ? (next?.firstSequence ?? Number.POSITIVE_INFINITY) : 0,
    isWhole: !life.isCut && !life.isEnded && isFollowed,
    stop,
    onSent,
  }).run();
}

/** The same life again, up to the handler where it went wrong: that one has changed the state. */
async function momentBefore(
  options: ActorReplayOptions,
  index: number,
  { handlers, end }: LifeOutcome,
): Promise<Moment | null> {
  const life = options.lives[index] as RecordedLife;
  if (end.kind !== "DIVERGED") return null;
  const silent = { ...options, onSent: undefined };
  const again = await replayLife(silent, index, { kind: "HANDLER", handler: handlers });
  const at = again.end.kind === "STOPPED" ? again.end.at : null;
  return momentOf(life, again, at);
}

function momentOf(life: RecordedLife, outcome: LifeOutcome, at: HandlerInput | null): Moment {
  const { handlers: handlerNumber, state, snapshot } = outcome;
  return { incarnation: life.incarnation, handlerNumber, at, state, snapshot };
}
