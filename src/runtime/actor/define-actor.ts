/**
 * The types of `defineActor`: what a definition may say, and what its handlers may touch.
 *
 * `State` is inferred from `start`, in any order of members; `NoInfer` keeps every other place from
 * competing with it. Handlers return `undefined`, not `void`, so that an async one does not compile:
 * nothing in an actor runs outside its loop. A context that knows the state's type cannot stand
 * where that type is inferred, so I/O begins in `open`, not in `start`.
 */
import type { MessageType, View } from "../codec/message-type.ts";
import type { BodyOf, Context, Messages, RawRecord, StartContext } from "./context.ts";
import type { Setting } from "./setting.ts";

type Settings = Readonly<Record<string, Setting<unknown>>>;
type ValuesOf<Given extends Settings> = {
  readonly [Name in keyof Given]: Given[Name] extends Setting<infer Value> ? Value : never;
};

export type ActorDefinition<
  Args extends Settings,
  In extends Messages,
  Out extends Messages,
  Boards extends Messages,
  Watch extends Messages,
  Replies extends Messages,
  Kept,
  State,
> = {
  readonly args?: Args;
  /** The message types it understands, a handler each, from whatever topics it reads. */
  readonly in: In;
  /** The message types it says. */
  readonly out: Out;
  /** The boards it writes. */
  readonly boards?: Boards;
  /** The boards it reads; it is woken, and settles, when one of them changes. */
  readonly watch?: Watch;
  /** The message type of its snapshot: also the snapshot's codec and version. */
  readonly keep?: MessageType<Kept>;
  /** Names of `ctx.count` that are shown from the start, at 0: who watches a rate needs the first step. */
  readonly counters?: readonly string[];
  /** Builds the state of an incarnation. */
  start(ctx: StartContext<NoInfer<Kept>>, args: ValuesOf<NoInfer<Args>>): State | Promise<State>;
  /** Once, right after `start`: sockets, listeners and timers begin here. */
  open?(state: NoInfer<State>, ctx: Context<Out, Boards, NoInfer<State>, Watch>): undefined;
  /** Runs to completion, one message at a time. */
  readonly on: {
    readonly [Name in keyof In]: (
      state: NoInfer<State>,
      message: View<BodyOf<In[Name]>>,
      ctx: Context<Out, Boards, NoInfer<State>, Watch>,
    ) => undefined;
  };
  /** Every record of every topic that it reads, of whatever type, before its handler in `on`. */
  record?(
    state: NoInfer<State>,
    record: RawRecord,
    ctx: Context<Out, Boards, NoInfer<State>, Watch>,
  ): undefined;
  /**
   * Whether what it has handled is not safe yet: while it says so, nothing of it is released, and the
   * next life gets it again. So a death loses nothing of an actor that knows by their sequences what
   * it has; but a message that kills it always kills it. Asked after each turn, and after `settle`.
   */
  holds?(state: NoInfer<State>): boolean;
  /** Once when the mailbox is empty again: the place to decide, on the newest state only. */
  settle?(state: NoInfer<State>, ctx: Context<Out, Boards, NoInfer<State>, Watch>): undefined;
  /** Handlers on a period, written as a whole number and a unit: `"500ms"`, `"1s"`, `"5m"`. */
  readonly every?: Readonly<
    Record<
      string,
      (state: NoInfer<State>, ctx: Context<Out, Boards, NoInfer<State>, Watch>) => undefined
    >
  >;
  /** Asked by people and tools, through the main thread. Takes no arguments, changes nothing. */
  readonly answer?: {
    readonly [Name in keyof Replies]: {
      readonly reply: Replies[Name];
      to(state: NoInfer<State>): BodyOf<NoInfer<Replies>[Name]>;
    };
  };
  /** New values of the file's settings, while it runs. Without it a change is a restart. */
  reconfigure?(
    state: NoInfer<State>,
    args: ValuesOf<NoInfer<Args>>,
    ctx: Context<Out, Boards, NoInfer<State>, Watch>,
  ): undefined;
  snapshot?(state: NoInfer<State>): NoInfer<Kept>;
  /**
   * Whether another life may take its place while it runs: nothing of this one is under way outside.
   * An actor with a socket, a listener or a request of its own cannot be swapped without it. With
   * `enter`, whether this life, which was rehearsed, may take the place of another.
   */
  swappable?(state: NoInfer<State>): boolean;
  /**
   * In a swap the life of an actor that has it is rehearsed: it starts, opens and connects in memory
   * that nobody reads, until it is `swappable`. Then it enters, and says here what others must know:
   * of what it said before nobody heard. What it reads it hears from here on.
   */
  enter?(state: NoInfer<State>, ctx: Context<Out, Boards, NoInfer<State>, Watch>): undefined;
  /** Runs on a graceful stop only, under the deadline of its child specification. */
  stop?(
    state: NoInfer<State>,
    ctx: Context<Out, Boards, NoInfer<State>, Watch>,
    reason: string,
  ): undefined | Promise<undefined>;
};

/** Returns `definition` with its types inferred and checked. One a file, as its default export. */
export function defineActor<
  const Args extends Settings,
  In extends Messages,
  Out extends Messages,
  Boards extends Messages,
  Watch extends Messages,
  Replies extends Messages,
  Kept,
  State,
>(
  definition: ActorDefinition<Args, In, Out, Boards, Watch, Replies, Kept, State>,
): ActorDefinition<Args, In, Out, Boards, Watch, Replies, Kept, State> {
  return definition;
}

/** A definition whose types are forgotten: what the loop and the inspector hold. */
// biome-ignore lint/suspicious/noExplicitAny: any definition stands here, whatever its types.
export type AnyActorDefinition = ActorDefinition<any, any, any, any, any, any, any, any>;
