/** The control plane's end inside a worker, for one actor: what comlink exposes to main. */
import { withoutSecrets } from "../../core/secret-words.ts";
import type { MessageType } from "../codec/message-type.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { ActorCell } from "./actor-cell.ts";
import { type BuiltCell, buildCell, type Host } from "./build-cell.ts";
import { ControlBlock, type Farewell } from "./control-block.ts";
import type {
  ActorControl,
  ControlOutcome,
  PlainError,
  StartAnswer,
  TimedOutcome,
} from "./control-plane.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import { handlerNamesOf } from "./handler-names.ts";
import type { Loop } from "./loop.ts";
import { plainErrorOf } from "./plain-error.ts";
import { type MakeLoop, Rehearsal } from "./rehearsal.ts";
import { readsFromOf, Source } from "./source.ts";
import { BadReturn, Declined } from "./start-failure.ts";
import { guard } from "./tripwire.ts";
import type { ActorStart, ReadStart, TakeOver, WatchStart } from "./worker-start.ts";

/** Told by one actor what the worker must tell main. */
export type ControlHooks = {
  /** It threw: the worker says so and ends. `handler` is null when none ran. */
  readonly onFailure: (actor: string, handler: string | null, error: unknown) => void;
  /** It has ended itself, with its farewell. The worker ends with the last of its actors. */
  readonly onEnd: (actor: string, reason: string) => void;
  /** For what is rehearsed: it waits apart from what is hosted. */
  readonly makeLoop: MakeLoop;
};

type AnyAnswer = { reply: MessageType<unknown>; to(state: unknown): unknown };

/** Whose the actor is: this thread's, another one's still, or another one's from now on. */
type Hosting = "HOSTS" | "STANDS_BY" | "HANDED_OVER";

const DONE: ControlOutcome = { ok: true };

export class WorkerControl implements ActorControl {
  readonly #start: ActorStart;
  readonly #host: Host;
  readonly #loop: Loop;
  readonly #block: ControlBlock;
  readonly #hooks: ControlHooks;
  #built: BuiltCell | null = null;
  #rehearsal: Rehearsal | null = null;
  #hosting: Hosting;
  #handlers: readonly string[] = [];
  #finishing: Promise<ControlOutcome> | null = null;
  #isOver = false;
  /** Resolves once the start has come out: what main says meanwhile is heard behind it. */
  #starting: Promise<unknown> = Promise.resolve();

  constructor(start: ActorStart, host: Host, loop: Loop, hooks: ControlHooks) {
    this.#start = start;
    this.#host = host;
    this.#loop = loop;
    this.#hooks = hooks;
    this.#hosting = start.isStandby ? "STANDS_BY" : "HOSTS";
    this.#block = new ControlBlock(host.lines, start.number);
  }

  get name(): string {
    return this.#start.name;
  }

  get block(): ControlBlock {
    return this.#block;
  }

  /** Whether its beat is this thread's: also of what it has handed over, until another life begins. */
  get mayBeat(): boolean {
    return this.#hosting !== "STANDS_BY";
  }

  /** The farewell word of a crash, if the actor is this thread's. */
  sayCrashed(): undefined {
    if (this.#hosting === "HOSTS" && !this.#isOver) this.#block.farewell = "CRASHED";
  }

  /** Whether nothing of it will run any more in this thread. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The handler that runs, or that threw; null between handlers. */
  get handler(): string | null {
    return this.#handlers[this.#block.handler] ?? null;
  }

  start(): Promise<StartAnswer> {
    const starting = this.#begin();
    this.#starting = starting;
    return starting;
  }

  async #begin(): Promise<StartAnswer> {
    this.#block.state = "STARTING";
    try {
      const definition = await this.#import();
      this.#built = await buildCell(definition, this.#start, this.#host);
      this.#built.cell.open();
    } catch (error) {
      return this.#notStarted(error);
    }
    this.#block.state = "READY";
    this.#join(this.#built.cell);
    return { kind: "READY" };
  }

  async attach(read: ReadStart): Promise<ControlOutcome> {
    await this.#starting;
    return this.#guarded((cell) => cell.attach(Source.inRing(read, readsFromOf(cell.definition))));
  }

  async detach(actor: string): Promise<ControlOutcome> {
    await this.#starting;
    return this.#guarded((cell) => cell.detach(actor));
  }

  async tellGone(actor: string, incarnation: number): Promise<ControlOutcome> {
    await this.#starting;
    const outcome = this.#guarded((cell) => cell.mailbox.find(actor)?.setGone(incarnation));
    this.#loop.turn();
    return outcome;
  }

  async watch(board: WatchStart): Promise<ControlOutcome> {
    await this.#starting;
    this.#built?.shelves.get(board.name)?.add(board);
    // What was put there before counts as changed, and nobody rings for it.
    this.#loop.turn();
    return DONE;
  }

  async reconfigure(args: Readonly<Record<string, unknown>>) {
    const reconfigure = this.#built?.cell.definition.reconfigure;
    if (reconfigure === undefined) return { ok: false, error: "RESTART_NEEDED" } as const;
    return this.#guarded((cell) => {
      this.#built?.recorder?.onReconfigure(args);
      return cell.runCompletion((state, ctx) => reconfigure(state, args, ctx));
    });
  }

  /**
   * Handles what was said to it until now, then nothing more; `stop`, the last snapshot, farewell.
   * Its deadline is the caller's: a stop that takes too long is cut by the end of the thread.
   */
  async stop(reason: string): Promise<ControlOutcome> {
    const built = this.#built;
    if (built === null || this.#hosting !== "HOSTS") return DONE;
    this.#finishing ??= this.#finish(built, reason, () => {
      this.#loop.remove(built.cell);
      this.#loop.command(() => built.cell.drain());
      return "STOPPED";
    });
    return this.#finishing;
  }

  /** A suspended actor answers once it is resumed. */
  async ask(name: string): Promise<Uint8Array | null> {
    while (this.#built !== null && this.#block.command === "SUSPEND") await this.#loop.resumed();
    const cell = this.#built?.cell;
    const answer: AnyAnswer | undefined = cell?.definition.answer?.[name];
    if (cell === undefined || answer === undefined) return null;
    const body = guard(() => answer.to(cell.state));
    return encode(answer.reply, body);
  }

  async learn(types: readonly TypeEntry[]): Promise<undefined> {
    await this.#starting;
    this.#built?.cell.learn(types);
  }

  async swappable(): Promise<boolean | null> {
    return (this.#built?.cell ?? this.#rehearsal)?.swappable() ?? null;
  }

  async handOver(isLetGo: boolean): Promise<TimedOutcome> {
    const built = this.#built;
    if (built === null || this.#hosting !== "HOSTS") return refused("actor is not running");
    const refusal = isLetGo ? null : refusalOf(built);
    if (refusal !== null) return refused(refusal);
    const { cell } = built;
    let atNs = Number.NaN;
    try {
      // First: no turn follows the settling.
      this.#loop.remove(cell);
      this.#loop.command(() => cell.settle());
      atNs = this.#host.time.now();
      const late = lateRefusalOf(cell);
      if (late !== null) {
        this.#loop.add(cell);
        return refused(late);
      }
    } catch (error) {
      return this.#fail(error);
    }
    cell.handOver();
    this.#hosting = "HANDED_OVER";
    return { ok: true, atNs };
  }

  async takeBack(): Promise<ControlOutcome> {
    if (this.#built === null || this.#hosting !== "HANDED_OVER") return DONE;
    const { cell } = this.#built;
    try {
      cell.takeBack();
    } catch (error) {
      return this.#fail(error);
    }
    this.#hosting = "HOSTS";
    this.#loop.add(cell);
    this.#loop.turn();
    return DONE;
  }

  async leave(): Promise<ControlOutcome> {
    this.#built?.close();
    this.#built = null;
    this.#isOver = true;
    return DONE;
  }

  async prepare(): Promise<ControlOutcome> {
    try {
      await this.#host.load(this.#start.module);
    } catch (error) {
      return { ok: false, error: plainErrorOf(error) };
    }
    return DONE;
  }

  async rehearse({ types, ...place }: TakeOver): Promise<ControlOutcome> {
    try {
      const definition = await this.#import();
      if (definition.enter === undefined) return DONE;
      const start = { ...this.#start, ...place };
      const host = { ...this.#host, types };
      const { makeLoop } = this.#hooks;
      this.#rehearsal = await Rehearsal.begin(definition, start, host, makeLoop);
    } catch (error) {
      return { ok: false, error: plainErrorOf(error) };
    }
    return DONE;
  }

  async takeOver({ types, ...place }: TakeOver): Promise<ControlOutcome> {
    try {
      const definition = await this.#import();
      const start = { ...this.#start, ...place };
      const host = { ...this.#host, types };
      const carried = this.#rehearsal?.end() ?? null;
      this.#built = await buildCell(definition, start, host, carried);
      carried?.hand(this.#built.cell);
      this.#built.cell.open(carried === null ? "open" : "enter");
      const { stopReason } = this.#built.cell;
      return stopReason === null ? DONE : refused(`it ends itself: ${stopReason}`);
    } catch (error) {
      return { ok: false, error: plainErrorOf(error) };
    }
  }

  async begin(handedOverAtNs: number): Promise<TimedOutcome> {
    if (this.#built === null) return refused("actor is not running");
    const { cell } = this.#built;
    this.#hosting = "HOSTS";
    // Swapped again and again, no life would come to its first beat, and the last would be late.
    this.#block.beat();
    const atNs = this.#host.time.now();
    try {
      cell.begin(atNs - handedOverAtNs);
    } catch (error) {
      return this.#fail(error);
    }
    this.#join(cell);
    this.#loop.turn();
    return { ok: true, atNs };
  }

  async #import(): Promise<AnyActorDefinition> {
    const definition = await this.#host.load(this.#start.module);
    this.#handlers = handlerNamesOf(definition);
    return definition;
  }

  #join(cell: ActorCell): undefined {
    cell.onStop = (reason) => void this.#endItself(reason);
    this.#loop.add(cell);
  }

  /** What `ctx.stop` asked for, once the loop let go. */
  async #endItself(reason: string): Promise<undefined> {
    const built = this.#built;
    if (built === null || this.#finishing !== null) return;
    const { stopDeadlineMs, name } = this.#start;
    // Main orders no such end, so it sets no deadline to it either.
    const cancelDeadline = this.#host.time.deadline(stopDeadlineMs, () => {
      this.#fail(new Error(`did not stop within ${stopDeadlineMs} ms`));
    });
    this.#finishing = this.#finish(built, reason, () => "ENDED");
    const { ok } = await this.#finishing;
    cancelDeadline();
    if (ok) this.#hooks.onEnd(name, withoutSecrets(reason));
  }

  /** @param leave Leaves the loop, and says which farewell this is. */
  async #finish(
    built: BuiltCell,
    reason: string,
    leave: () => "STOPPED" | "ENDED",
  ): Promise<ControlOutcome> {
    this.#block.state = "STOPPING";
    try {
      const farewell = leave();
      await built.cell.stop(reason);
      built.cell.snapshots.take();
      built.close();
      this.#sayFarewell(farewell);
      return DONE;
    } catch (error) {
      return this.#fail(error);
    }
  }

  #notStarted(thrown: unknown): StartAnswer {
    const { handler } = this;
    if (thrown instanceof Declined) {
      this.#sayFarewell("DECLINED");
      return { kind: "DECLINED", reason: withoutSecrets(thrown.message) };
    }
    this.#block.state = "FAILED";
    const kind = thrown instanceof BadReturn ? "BAD_RETURN" : handler === null ? "IMPORT" : "THREW";
    return { kind: "FAILED", fault: { kind, handler, error: plainErrorOf(thrown) } };
  }

  #sayFarewell(word: Farewell): undefined {
    this.#built = null;
    this.#isOver = true;
    this.#block.state = "STOPPED";
    this.#block.farewell = word;
  }

  #fail(error: unknown): { readonly ok: false; readonly error: PlainError } {
    this.#hooks.onFailure(this.#start.name, this.handler, error);
    return { ok: false, error: plainErrorOf(error) };
  }

  #guarded(change: (cell: ActorCell) => undefined): ControlOutcome {
    if (this.#built === null || this.#hosting !== "HOSTS") return refused("actor is not running");
    const { cell } = this.#built;
    try {
      this.#loop.command(() => change(cell));
    } catch (error) {
      return this.#fail(error);
    }
    return DONE;
  }
}

function refused(message: string): { readonly ok: false; readonly error: PlainError } {
  return { ok: false, error: { name: "Error", message, stack: "" } };
}

/** Why the actor keeps another life from its place at this moment; null when it does not. */
function refusalOf({ cell, isConnected }: BuiltCell): string | null {
  const swappable = cell.swappable();
  if (swappable === false) return "something of it is under way";
  if (swappable === null && isConnected()) {
    return "it has connections, and no swappable that says when another may take its place";
  }
  return null;
}

/** The same, once it has settled: it takes its last snapshot here. */
function lateRefusalOf(cell: ActorCell): string | null {
  if (cell.stopReason !== null) return `it ends itself: ${cell.stopReason}`;
  return cell.snapshots.take() ? null : "its snapshot is larger than its slot";
}

function encode(type: MessageType<unknown>, body: unknown): Uint8Array {
  const bytes = new Uint8Array(type.codec.sizeOf(body));
  const written = type.codec.write(new DataView(bytes.buffer), 0, body);
  return bytes.subarray(0, written);
}
