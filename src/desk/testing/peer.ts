/** An actor beside the one that is played: a topic, boards and readiness, and a test for its code. */
import { ControlBlock } from "../../runtime/actor/control-block.ts";
import type { MessageType } from "../../runtime/codec/message-type.ts";
import { allocateBoard } from "../../runtime/ring/board-memory.ts";
import { BoardWriter } from "../../runtime/ring/board-writer.ts";
import {
  SLOT_EVICTED,
  SLOT_GATING,
  stateIndex,
  TOPIC_FULL,
} from "../../runtime/ring/topic-layout.ts";
import { allocateTopic, attachTopic } from "../../runtime/ring/topic-memory.ts";
import { attachReader } from "../../runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../runtime/ring/topic-writer.ts";
import { laneOf, subscriptionOf } from "../config/graph/actor-kind.ts";
import type { ActorAbout } from "../message/desk-facts.ts";
import { checkBody } from "./check-body.ts";
import { TestMistake } from "./test-mistake.ts";

const TOPIC_BYTES = 1 << 20;
/** What nobody will read: an empty map, of a type that no actor has. */
const LOST = new Uint8Array([0x80]);
const TYPE_LOST = 0xff00 - 1;
/** Bell line of the one worker of a test. */
export const LINE = 0;

export type PeerParts = {
  readonly name: string;
  readonly number: number;
  readonly kind: string;
  readonly about: ActorAbout;
  /** Of the actor that is played. */
  readonly readerKind: string;
  readonly lines: SharedArrayBuffer;
  readonly now: () => number;
};

type Board = { readonly memory: SharedArrayBuffer; readonly writer: BoardWriter };

export class Peer {
  readonly name: string;
  readonly number: number;
  readonly kind: string;
  readonly about: ActorAbout;
  readonly topic = allocateTopic({ capacityBytes: TOPIC_BYTES });
  readonly slot: number;
  readonly lane: ReturnType<typeof laneOf>;
  incarnation = 1;
  readonly #parts: PeerParts;
  readonly #block: ControlBlock;
  readonly #boards = new Map<string, Board>();
  #writer: TopicWriter;

  constructor(parts: PeerParts) {
    this.name = parts.name;
    this.number = parts.number;
    this.kind = parts.kind;
    this.about = parts.about;
    this.#parts = parts;
    this.lane = laneOf(parts.kind as never);
    const kind = subscriptionOf(parts.readerKind as never, parts.kind as never, "paper");
    this.slot = attachReader(this.topic, { kind, bellLine: LINE });
    this.#block = new ControlBlock(parts.lines, parts.number);
    this.#writer = this.#attach();
    this.isReady = true;
  }

  get isReady(): boolean {
    return this.#block.state === "READY";
  }

  set isReady(ready: boolean) {
    this.#block.state = ready ? "READY" : "FAILED";
  }

  /** Sequence of its next message. */
  get nextSequence(): number {
    return this.#writer.nextSequence;
  }

  /** A new life writes: its readers hear of it. */
  restart(): undefined {
    this.#writer.releaseOwner();
    this.incarnation += 1;
    this.#writer = this.#attach();
    this.isReady = true;
  }

  /**
   * Says `body` as its own batch, of one record.
   *
   * @throws {TestMistake} When the body is not whole, or the actor has left a whole ring unread.
   */
  say<Body>(type: MessageType<Body>, number: number, body: Body): undefined {
    checkBody(type, body);
    const { codec } = type;
    const offset = this.#writer.claim(codec.boundOf(body), number | (type.version << 16));
    if (offset === TOPIC_FULL) {
      throw new TestMistake(`Cannot say ${type.name}: the topic of ${this.name} is full`, [
        "the actor has read nothing of it for a whole ring: is it down, or suspended?",
      ]);
    }
    this.#writer.commit(codec.write(this.#writer.data, offset, body));
    this.#writer.publish();
  }

  /** Cuts the actor off, as a writer does whose reader is a whole ring behind, and says so much. */
  lose(count: number): undefined {
    const { int32 } = attachTopic(this.topic);
    const state = stateIndex(this.slot);
    if (Atomics.load(int32, state) === SLOT_GATING) {
      throw new TestMistake(`Cannot miss messages of ${this.name}: it is read as a gate`, [
        "a gating reader loses nothing: its writer waits, and its send returns false",
      ]);
    }
    Atomics.exchange(int32, state, SLOT_EVICTED);
    for (let lost = 0; lost < count; lost += 1) {
      const offset = this.#writer.claim(LOST.length, TYPE_LOST);
      this.#writer.bytes.set(LOST, offset);
      this.#writer.commit();
    }
    this.#writer.publish();
  }

  /** Puts `body` into the slot `key` of its board of that type. */
  put<Body>(type: MessageType<Body>, key: number, body: Body): undefined {
    checkBody(type, body);
    if (!(Number.isInteger(key) && key >= 0 && key < type.slots)) {
      throw new TestMistake(
        `Cannot put ${type.name} at ${key}: its keys are 0 to ${type.slots - 1}`,
      );
    }
    const { writer } = this.#boardOf(type as MessageType<never>);
    const offset = writer.begin(key);
    writer.end(key, type.codec.write(writer.data, offset, body));
    writer.ring();
  }

  /** Its board of that type: made when it is first asked for. */
  boardOf(type: MessageType<never>): SharedArrayBuffer {
    return this.#boardOf(type).memory;
  }

  #boardOf(type: MessageType<never>): Board {
    const key = `${type.name} v${type.version}`;
    const known = this.#boards.get(key);
    if (known !== undefined) return known;
    const memory = allocateBoard({ slots: type.slots, slotBytes: type.slotBytes });
    const board = { memory, writer: new BoardWriter(memory, this.#parts.lines, this.number + 1) };
    this.#boards.set(key, board);
    return board;
  }

  #attach(): TopicWriter {
    const { lines, now, number } = this.#parts;
    return new TopicWriter(this.topic, lines, {
      owner: number + 1,
      incarnation: this.incarnation,
      now,
    });
  }
}
