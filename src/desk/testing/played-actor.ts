/**
 * One actor in a test: its real cell, loop and codec on a virtual clock, and a test for the world
 * around it. What it does, it has done when the call returns that made it do so.
 */

import type { BodyOf } from "../../runtime/actor/context.ts";
import { type Command, ControlBlock } from "../../runtime/actor/control-block.ts";
import type { MessageType } from "../../runtime/codec/message-type.ts";
import type { Listener, ListenerHandlers } from "../../runtime/io/io.ts";
import { IoScope } from "../../runtime/io/io-scope.ts";
import { attachReader, detachReader } from "../../runtime/ring/topic-slots.ts";
import { SimulatedListener } from "../../runtime/simulation/io/simulated-listener.ts";
import { TelemetryReader } from "../../runtime/telemetry/telemetry-reader.ts";
import type { LifeEnd } from "./actor-crash.ts";
import { answerOf, readBoard, readSnapshot } from "./actor-reading.ts";
import { needNamed, needWatched, numberOf } from "./known-type.ts";
import { Life } from "./life.ts";
import type { BoardsOf, KeptOf, Playable } from "./playable.ts";
import { type Logged, NO_BELL, Probe, type Said } from "./probe.ts";
import type { Stage } from "./stage.ts";
import { nsOf, type TestDuration } from "./test-duration.ts";
import { TestMistake } from "./test-mistake.ts";

type AnyType = MessageType<never>;

/** Lives of the world outside: whoever serves it. */
const OUTSIDE = { isAlive: true, busyUntil: 0 };

export class PlayedActor<Definition extends Playable = Playable> {
  protected readonly stage: Stage;
  readonly #args: Readonly<Record<string, unknown>>;
  readonly #probe: Probe;
  #life: Life;
  #isTogether = false;
  /** Slot of the reader that stands still; null when none does. */
  #stalled: number | null = null;

  protected constructor(stage: Stage, args: Readonly<Record<string, unknown>>) {
    this.stage = stage;
    this.#args = args;
    const types = Object.values<AnyType>(stage.parts.definition.out);
    this.#probe = new Probe(stage.memory.topic, types, {
      numberOf: (type) => stage.numberOf(type) ?? -1,
      beganNs: stage.beganNs,
    });
    this.#probe.onSaid = (said) => this.onSaid(said);
    stage.engine.onStep = () => this.#probe.listen();
    this.#life = this.#nextLife(1);
  }

  /** The first life of the actor. @throws {ActorCrash} When it does not come up. */
  static async begin<Of extends Playable>(
    stage: Stage,
    args: Readonly<Record<string, unknown>>,
  ): Promise<PlayedActor<Of>> {
    const actor = new PlayedActor<Of>(stage, args);
    await actor.beginLife();
    return actor;
  }

  /** Virtual time since the test began. Milliseconds. */
  get nowMs(): number {
    return (this.stage.engine.now - this.stage.beganNs) / 1e6;
  }

  /** What the actor's `ctx.now()` reads at this moment. Nanoseconds. */
  get nowNs(): number {
    return this.stage.engine.now;
  }

  /** Lives until now, this one included. */
  get incarnation(): number {
    return this.#life.start.incarnation;
  }

  /** How its life ended; null while it lives. */
  get end(): LifeEnd | null {
    return this.#life.end;
  }

  /** Resolves with the end of this life: of one that called `ctx.stop`, a moment after the handler. */
  get ended(): Promise<LifeEnd> {
    return this.#life.ended;
  }

  /**
   * A peer says `body`, and the actor handles it, to the end of its turn.
   *
   * @param from Who says it; may be left out where the actor has one peer only.
   * @throws {TestMistake} When the actor does not understand it, or the body is not whole.
   * @throws {ActorCrash} When the actor's code throws.
   */
  send<Body>(type: MessageType<Body>, body: Body, { from }: { from?: string } = {}): undefined {
    const number = numberOf(this.stage, type as AnyType);
    const peer = this.stage.peer(from);
    this.act(() => peer.say(type, number, body));
  }

  /** A peer's board shows `body` at `key`, and the actor settles on it. */
  show<Body>(
    type: MessageType<Body>,
    key: number,
    body: Body,
    { from }: { from?: string } = {},
  ): undefined {
    needWatched(this.stage, type as AnyType);
    const peer = this.stage.peer(from);
    this.act(() => peer.put(type, key, body));
  }

  /** All that `run` says and shows reaches the actor at once: it settles behind the last of it. */
  together(run: () => void): undefined {
    const isWithin = this.#isTogether;
    this.#isTogether = true;
    try {
      run();
    } finally {
      this.#isTogether = isWithin;
    }
    this.act(() => {});
  }

  /** Time passes, and what is due in it happens: timers, `every`, the ends of I/O. */
  advance(duration: TestDuration): undefined {
    this.#life.advance(nsOf(duration));
    this.#probe.listen();
  }

  /** {@link advance} for what waits for promises: a request with a body, a life that ends itself. */
  async run(duration: TestDuration): Promise<undefined> {
    await this.#life.run(nsOf(duration));
    this.#probe.listen();
  }

  /** All messages that it said, of all its lives, in order; logs apart. */
  said(): readonly Said[];
  /** The bodies of those of one type. */
  said<Body>(type: MessageType<Body>): readonly Body[];
  said<Body>(type?: MessageType<Body>): readonly Said[] | readonly Body[] {
    if (type === undefined) return [...this.#probe.said];
    needNamed(this.stage, "out", type as AnyType);
    return this.#probe.said.filter((one) => one.type === type.name).map(({ body }) => body as Body);
  }

  /** Forgets what it said and logged until now. */
  forget(): undefined {
    this.#probe.said.length = 0;
    this.#probe.logs.length = 0;
  }

  /** What it logged. */
  get logs(): readonly Logged[] {
    return [...this.#probe.logs];
  }

  /** Its counters, of all its lives: those of `ctx.count` and the runtime's own. */
  get counters(): Readonly<Record<string, number>> {
    return new TelemetryReader(this.stage.memory.telemetry).counters();
  }

  /** The newest value at `key` of the board that its definition names `name`; null before the first. */
  board<Name extends keyof BoardsOf<Definition> & string>(
    name: Name,
    key: number,
  ): BodyOf<BoardsOf<Definition>[Name]> | null {
    return readBoard(this.stage, name, key) as never;
  }

  /** The snapshot that a next life would start from; null before the first. */
  get kept(): KeptOf<Definition> | null {
    return readSnapshot(this.stage) as never;
  }

  /** Takes the snapshot of this moment, as a stop would, and returns it. */
  snapshot(): KeptOf<Definition> {
    if (this.#life.takeSnapshot()) return this.kept as never;
    const why = this.end === null ? "it is larger than its slot" : "no life of it runs";
    throw new TestMistake(`Cannot take a snapshot: ${why}`, this.end === null ? [] : [RESTART]);
  }

  /** What it answers to `name`, as to the command line. */
  async ask(name: string): Promise<object> {
    const decode = answerOf(this.stage, name);
    const isUp = this.end === null;
    const bytes = isUp ? await this.#life.ask(() => this.#life.control.ask(name)) : null;
    if (bytes === null) throw new TestMistake(`Cannot ask ${name}: it is down`, [RESTART]);
    return decode(bytes);
  }

  /** What main says to it: HOLD and CANCEL to a gateway, SUSPEND and RUN to anyone. */
  command(command: Command): undefined {
    const block = new ControlBlock(this.stage.lines, this.stage.number);
    this.act(() => {
      block.command = command;
      this.stage.ring();
    });
  }

  /**
   * The actor is cut off from a peer, and misses so many of its messages: it is told by `Gap`, before
   * the next one.
   *
   * @throws {TestMistake} When it reads that peer as a gate: it loses nothing then.
   */
  miss(count: number, { from }: { from?: string } = {}): undefined {
    const peer = this.stage.peer(from);
    this.act(() => peer.lose(count));
  }

  /** Whoever reads its topic as a gate stands still: once its ring is full, `send` returns false. */
  stall(): undefined {
    this.#stalled ??= attachReader(this.stage.memory.topic, { kind: "GATE", bellLine: NO_BELL });
  }

  /** They read on: there is room again. */
  unstall(): undefined {
    if (this.#stalled !== null) detachReader(this.stage.memory.topic, this.#stalled);
    this.#stalled = null;
  }

  /** A peer is down: the actor finds it not ready. */
  down(peer: string): undefined {
    const one = this.stage.peer(peer);
    this.act(() => {
      one.isReady = false;
      this.stage.ring();
    });
  }

  /** The next life of a peer: the actor is told that it was restarted, and finds it ready. */
  up(peer: string): undefined {
    const one = this.stage.peer(peer);
    this.act(() => {
      one.restart();
      this.stage.ring();
    });
  }

  /** Its thread is gone, without a word and without a snapshot. {@link restart} begins the next life. */
  kill(): undefined {
    this.#life.kill("the test killed it");
  }

  /** Ends it in order: what was said to it is handled, then `stop`, the last snapshot, farewell. */
  async stop(reason = "test"): Promise<undefined> {
    await this.#life.stop(reason);
    this.#probe.listen();
  }

  /** The next life, with the last snapshot: a life that still runs is stopped in order before. */
  async restart(): Promise<undefined> {
    await this.stop("restart");
    this.#life = this.#nextLife(this.incarnation + 1);
    await this.beginLife();
  }

  /** Serves on a port of the test's machine: the other end of what the actor connects to. */
  serve(on: Partial<ListenerHandlers> & Pick<ListenerHandlers, "request">, port = 0): Listener {
    const { network } = this.stage.machine;
    const scope = new IoScope({ complete: (run) => void run() });
    const none = () => undefined;
    const handlers = { open: none, message: none, pong: none, drain: none, close: none, ...on };
    return new SimulatedListener({
      network,
      owner: OUTSIDE,
      scope,
      options: { port },
      on: handlers,
    });
  }

  /** What it wrote to `path`; null when there is no such file. */
  file(path: string): Uint8Array | null {
    return this.stage.machine.disk.bytesOf(path)?.slice() ?? null;
  }

  /** Puts a file there for it to read. */
  putFile(path: string, bytes: Uint8Array): undefined {
    this.stage.machine.disk.put(path, bytes);
  }

  protected async beginLife(): Promise<undefined> {
    await this.#life.begin();
    this.#probe.listen();
  }

  /** Each message as it is heard. */
  protected onSaid(_said: Said): undefined {}

  /** Does it outside the actor, then lets the actor come to it, to the end of its turn. */
  protected act(run: () => void): undefined {
    run();
    if (this.#isTogether) return;
    this.#life.advance(0);
    this.#probe.listen();
  }

  #nextLife(incarnation: number): Life {
    const block = new ControlBlock(this.stage.lines, this.stage.number);
    block.reset(incarnation);
    return new Life(this.stage, this.stage.startOf(incarnation, this.#args));
  }
}

const RESTART = "begin its next life: await actor.restart()";
