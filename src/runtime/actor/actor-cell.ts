/**
 * One incarnation of one actor inside a worker: its state, its handlers, and the rules that hold
 * around every call of one.
 *
 * Around each handler: the control block names it, the clock is thawed, the tripwire is armed; at
 * its return everything that it said is published by one commit, and when it throws nothing is.
 *
 * Invariant: `delivered` moves before a handler and `released` after it, unless the actor `holds` it.
 */
import { assert } from "../../core/assert.ts";
import type { BoundView } from "../codec/message-type.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { IoPort } from "../io/io.ts";
import type { IdleStrategy } from "../ring/idle-strategy.ts";
import { nextSequenceOf } from "../ring/topic-slots.ts";
import type { CellContext } from "./cell-context.ts";
import type { CellParts } from "./cell-parts.ts";
import type { ControlBlock } from "./control-block.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import { COMPLETION, OPEN, RECORD, SETTLE, STOP } from "./handler-names.ts";
import type { Handler } from "./handler-table.ts";
import type { PeerBody } from "./loop-message.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Outbox } from "./outbox.ts";
import { SettleNews } from "./settle-news.ts";
import { SnapshotTaker } from "./snapshot-taker.ts";
import type { Source } from "./source.ts";
import { arm, disarm, guard, guardLater } from "./tripwire.ts";
import type { Witness } from "./witness.ts";

/** Of so many chunks that were not empty, the first message of one is timed. */
const TIMED_ONE_IN = 16;
/** Sockets, timers and answers that may wait for an actor's turn. */
const COMPLETIONS_MAX = 65_536;

export class ActorCell implements IoPort {
  readonly name: string;
  readonly block: ControlBlock;
  readonly mailbox: Mailbox;
  readonly snapshots: SnapshotTaker;
  readonly #parts: CellParts;
  readonly #news: SettleNews;
  readonly #state: unknown;
  readonly #ctx: CellContext;
  readonly #outbox: Outbox;
  readonly #witness: Witness | null;
  readonly #takeChunk = (source: Source, max: number) => this.#take(source, max);
  #completions: (() => void)[] = [];
  #handled = false;
  #ended = false;
  #isHandedOver = false;
  #stopReason: string | null = null;
  #pollAt = 0;
  #chunks = 0;
  /** Set by the loop: a completion arrived while no turn was running. */
  onCompletion: () => void = () => {};
  /** Called by the loop, which it has left: the actor asked for its own end. */
  onStop: (reason: string) => void = () => {};

  constructor(parts: CellParts) {
    this.#parts = parts;
    this.#news = new SettleNews(parts);
    this.name = parts.ctx.self.name;
    this.block = parts.block;
    this.mailbox = parts.mailbox;
    this.#state = parts.state;
    this.#ctx = parts.ctx;
    this.#outbox = parts.outbox;
    this.#witness = parts.witness;
    this.snapshots = new SnapshotTaker(parts);
  }

  get definition(): AnyActorDefinition {
    return this.#parts.definition;
  }

  /** What its loop does when there is nothing. */
  get idle(): IdleStrategy {
    return this.#parts.idle;
  }

  get state(): unknown {
    return this.#state;
  }

  /** Why the actor ends itself: it handles nothing more. Null while it goes on. */
  get stopReason(): string | null {
    return this.#stopReason;
  }

  /** What `ctx.stop` asks for. The first reason stays. */
  requestStop(reason: string): undefined {
    this.#stopReason ??= reason;
  }

  /**
   * Queues a completion; dropped and counted once this incarnation has ended.
   *
   * @throws {AssertionError} When too many wait, as for a suspended actor whose socket goes on: it
   *   ends, and its next life begins with nothing waiting.
   */
  complete(run: () => void): undefined {
    if (this.#ended) return this.block.countLateCompletions(1);
    assert(
      this.#completions.length < COMPLETIONS_MAX,
      `fewer than ${COMPLETIONS_MAX} completions of an actor wait`,
    );
    this.#completions.push(run);
    this.onCompletion();
  }

  /** `open`, or `enter` after a rehearsal, then every topic's peer: all before the first record. */
  open(how: "open" | "enter" = "open"): undefined {
    const { definition } = this.#parts;
    this.#witness?.onCall(OPEN);
    this.#run(OPEN, () => definition[how]?.(this.#state, this.#ctx));
    for (const source of this.mailbox.sources) {
      if (this.#stopReason === null) this.#tellPeer(source.peer("ATTACHED"));
    }
  }

  /** Message types that came while it runs. */
  learn(types: readonly TypeEntry[]): undefined {
    this.#ctx.learn(types);
  }

  /** What its author says of a swap at this moment; null when nothing. */
  swappable(): boolean | null {
    const { swappable } = this.#parts.definition;
    return swappable === undefined ? null : guard(() => swappable(this.#state));
  }

  /** A topic that came while it runs. What was said before is the gap before its first record. */
  attach(source: Source): undefined {
    this.mailbox.add(source);
    this.#ctx.meet(source.start);
    this.#tellPeer(source.peer("ATTACHED"));
  }

  /** It reads that topic no more, nor what is left of it. */
  detach(actor: string): undefined {
    const source = this.mailbox.remove(actor);
    if (source?.wasToldGone === false) this.#tellPeer(source.peer("DETACHED"));
  }

  runCompletions(): undefined {
    if (this.#completions.length === 0) return;
    const due = this.#completions;
    this.#completions = [];
    for (const run of due) if (this.#stopReason === null) run();
  }

  /** A completion or a period as a handler of this actor. */
  runHandler(index: number, call: (state: unknown, ctx: CellContext) => undefined): undefined {
    if (this.#ended) return;
    this.#witness?.onCall(index);
    this.#ctx.begin(this.name, 0, Number.NaN);
    this.#run(index, () => call(this.#state, this.#ctx));
  }

  readonly runCompletion = (call: (state: unknown, ctx: CellContext) => undefined): undefined =>
    this.runHandler(COMPLETION, call);

  /** One chunk of one topic; 0 when the mailbox is empty. `nowNs` is the reading of the turn. */
  poll(max: number, nowNs: number): number {
    this.#pollAt = nowNs;
    return this.mailbox.take(this.#takeChunk, max);
  }

  release(): undefined {
    const { holds } = this.#parts.definition;
    if (holds === undefined || !guard(() => holds(this.#state))) this.mailbox.release();
  }

  /** After all that it says in a turn: no reader sleeps on it. */
  endTurn(): undefined {
    this.#parts.recorder?.onTurn();
    this.#outbox.endTurn();
  }

  /** After a suspension, in which nobody waited for it. */
  resume(): undefined {
    for (const { reader } of this.mailbox.sources) reader.resume();
  }

  /** `settle`, if a handler ran, or a watched board or what the runtime shows has changed. */
  settle(isForced = false): undefined {
    if (this.#stopReason !== null) return;
    if (!this.#news.take() && !this.#handled && !isForced) return;
    this.#handled = false;
    const { settle } = this.#parts.definition;
    if (settle === undefined) return;
    this.#witness?.onCall(SETTLE);
    this.#ctx.begin(this.name, 0, Number.NaN);
    this.#run(SETTLE, () => settle(this.#state, this.#ctx));
    this.#handled = false;
    this.release();
  }

  /** Records and completions that nobody handled yet: while there are any, settling waits. */
  hasBacklog(): boolean {
    if (this.#stopReason !== null) return false;
    return this.#completions.length > 0 || this.mailbox.hasNews();
  }

  /** The last look before sleeping: the backlog, and boards that nobody looked at. */
  hasWork(): boolean {
    return this.#stopReason === null && (this.hasBacklog() || this.#news.has());
  }

  /** {@link hasWork} as a hint by plain loads, for a loop that spins. */
  peekWork(): boolean {
    return this.mailbox.peekNews() || this.#news.peek();
  }

  /** Handles what was committed until now, and what is said to it while it does so is left. */
  drain(): undefined {
    const targets = this.mailbox.sources.map((source) => ({
      source,
      last: nextSequenceOf(source.start.topic),
    }));
    try {
      this.runCompletions();
      for (const { source, last } of targets) {
        while (source.reader.expectedSequence < last && this.#take(source, 1) > 0);
      }
      this.release();
      this.settle();
    } finally {
      this.endTurn();
    }
  }

  /** Runs the definition's `stop`, which may take time, and publishes what it said. */
  async stop(reason: string): Promise<undefined> {
    const { stop } = this.#parts.definition;
    if (stop === undefined) return;
    this.#ctx.begin(this.name, 0, Number.NaN);
    this.#parts.recorder?.onStop(reason);
    this.#witness?.onCall(STOP);
    this.block.handler = STOP;
    await guardLater(
      () => stop(this.#state, this.#ctx, reason),
      (error) => this.#parts.recorder?.onThrown(error),
    );
    this.#witness?.onHandled();
    this.#outbox.publish();
    this.endTurn();
    this.block.handler = -1;
  }

  /** Lets another life write and read from here on, and keeps the state, for {@link takeBack}. */
  handOver(): undefined {
    this.#isHandedOver = true;
    this.#outbox.release();
    this.#parts.snapshots?.release();
  }

  /**
   * Goes on where it handed over: the other life ended before it handled or said anything.
   *
   * @throws {AssertionError} When another writer holds its topic, a board or its snapshot.
   */
  takeBack(): undefined {
    this.#outbox.regain();
    this.#parts.snapshots?.regain();
    this.#isHandedOver = false;
    this.resume();
  }

  /** After {@link open}, held: the life begins, and its readers hear of it. Pause in nanoseconds. */
  begin(pauseNs: number): undefined {
    this.#parts.recorder?.onShown();
    this.#outbox.show(this.#ctx.self.incarnation);
    this.#ctx.latency("swap", pauseNs);
  }

  /** Ends it, and gives the completions that nobody ran. */
  surrender(): readonly (() => void)[] {
    this.#ended = true;
    return this.#completions.splice(0);
  }

  /** Ends the incarnation: no completion is run any more, and the next may write. */
  end(): undefined {
    this.#ended = true;
    this.block.countLateCompletions(this.#completions.splice(0).length);
    // What was handed over is not ours to release: another life may hold it.
    if (this.#isHandedOver) return;
    this.#outbox.release();
    this.#parts.snapshots?.release();
  }

  #run(index: number, call: () => unknown): undefined {
    this.#handled = true;
    this.snapshots.isDirty = true;
    this.block.handler = index;
    try {
      guard(call);
    } catch (error) {
      this.#outbox.discard();
      this.#parts.recorder?.onThrown(error);
      throw error;
    }
    this.#witness?.onHandled();
    this.#outbox.publish();
    this.block.handler = -1;
  }

  #take(source: Source, max: number): number {
    const { reader } = source;
    const { record } = this.#parts.definition;
    const timed = this.#chunks === 0 ? 1 : 0;
    let taken = 0;
    while (taken < max && this.#stopReason === null && this.#step(source)) {
      taken += 1;
      const { missed } = reader;
      if (missed > 0) this.tell("gap", source.start.actor, { from: source.start.actor, missed });
      const handler = this.#parts.handlers.byType[reader.type];
      this.#witness?.onRecord(source.start.actor, reader, handler !== undefined);
      if (record !== undefined) this.#keep(record, source);
      if (handler === undefined) continue;
      if (taken === timed) this.#deliverTimed(handler, source);
      else this.#deliver(handler, source);
    }
    if (taken > 0) this.#chunks = (this.#chunks + 1) % TIMED_ONE_IN;
    return taken;
  }

  /** To the next record, telling of a writer that was restarted; rejoins after an eviction. */
  #step(source: Source): boolean {
    const { reader } = source;
    while (!reader.next()) {
      if (source.isRestartedAt(reader.expectedSequence)) this.#tellPeer(source.peer("RESTARTED"));
      if (source.takeGone()) this.#tellPeer(source.peer("DETACHED"));
      if (!reader.evicted) return false;
      reader.rejoin();
    }
    if (source.isRestartedAt(reader.sequence)) this.#tellPeer(source.peer("RESTARTED"));
    return true;
  }

  #deliver(handler: Handler, source: Source): undefined {
    const { reader } = source;
    const { telemetry } = this.#parts;
    telemetry.record(handler.waitId, this.#pollAt - reader.committedAt);
    telemetry.add(handler.countId);
    handler.view.bind(reader.data, reader.offset, reader.payloadBytes);
    this.#ctx.begin(source.start.actor, reader.sequence, reader.committedAt);
    this.#handle(handler, handler.view);
  }

  /** With what its commit takes. For few messages: two readings of the clock are not for all. */
  #deliverTimed(handler: Handler, source: Source): undefined {
    const { clock, telemetry } = this.#parts;
    const startedAt = clock();
    this.#deliver(handler, source);
    telemetry.record(handler.timeId, clock() - startedAt);
  }

  /** {@link #run} without a closure, for the hot path. The view is stale at its return. */
  #handle(handler: Handler, view: BoundView<never>): undefined {
    this.#handled = true;
    this.snapshots.isDirty = true;
    this.block.handler = handler.index;
    arm();
    try {
      handler.call(this.#state, view, this.#ctx);
    } catch (error) {
      this.#outbox.discard();
      this.#parts.recorder?.onThrown(error);
      throw error;
    } finally {
      disarm();
      view.poison();
    }
    this.#witness?.onHandled();
    this.#outbox.publish();
    this.block.handler = -1;
  }

  #keep(record: NonNullable<AnyActorDefinition["record"]>, source: Source): undefined {
    this.#ctx.begin(source.start.actor, source.reader.sequence, source.reader.committedAt);
    this.#run(RECORD, () => record(this.#state, source.reader, this.#ctx));
  }

  #tellPeer(body: PeerBody): undefined {
    this.tell("peer", body.name, body);
  }

  /** What the loop says of a topic, to whoever has a handler for it. */
  tell(type: "peer" | "gap", from: string, body: object): undefined {
    this.#witness?.onTold(type, body);
    const handler = this.#parts.handlers.fromLoop[type];
    if (handler === undefined) return;
    this.#ctx.begin(from, 0, Number.NaN);
    const message = handler.type.of(body as never);
    this.#run(handler.index, () => handler.call(this.#state, message, this.#ctx));
  }
}
