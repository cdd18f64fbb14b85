/** Hears all that the played actor says, as it says it: its messages, and apart from them its logs. */
import type { LogLevel } from "../../core/log.ts";
import { Log, type LogBody } from "../../runtime/actor/loop-message.ts";
import type { BoundView, MessageType } from "../../runtime/codec/message-type.ts";
import { WORKERS_MAX } from "../../runtime/ring/lines.ts";
import { TopicReader } from "../../runtime/ring/topic-reader.ts";
import { attachReader } from "../../runtime/ring/topic-slots.ts";
import { TestMistake } from "./test-mistake.ts";

/** A bell line that nobody waits at. */
export const NO_BELL = WORKERS_MAX - 1;

/** One message that the actor said. */
export type Said<Body = object> = {
  /** Name of its type. */
  readonly type: string;
  readonly body: Body;
  /** In the actor's topic. */
  readonly sequence: number;
  /** When it was published, since the test began. Milliseconds. */
  readonly atMs: number;
};

/** One line that it logged. */
export type Logged = {
  readonly level: LogLevel;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export class Probe {
  readonly said: Said[] = [];
  readonly logs: Logged[] = [];
  /** Told of each message as it is heard; logs apart. */
  onSaid: (said: Said) => void = () => {};
  readonly #reader: TopicReader;
  readonly #views = new Map<number, { readonly name: string; readonly view: BoundView<object> }>();
  readonly #beganNs: number;

  /** @param numberOf Number of a type in this run. */
  constructor(
    topic: SharedArrayBuffer,
    types: readonly MessageType<never>[],
    { numberOf, beganNs }: { numberOf(type: MessageType<never>): number; beganNs: number },
  ) {
    const slot = attachReader(topic, { kind: "EVICT", bellLine: NO_BELL });
    this.#reader = new TopicReader(topic, slot);
    this.#beganNs = beganNs;
    for (const type of [...types, Log as MessageType<never>]) {
      const view = type.codec.createView() as unknown as BoundView<object>;
      this.#views.set(numberOf(type), { name: type.name, view });
    }
  }

  /** Takes what was published since the last call. */
  listen(): undefined {
    const reader = this.#reader;
    if (!reader.hasMore()) return;
    while (reader.next()) {
      const { data, offset, payloadBytes, type, sequence, committedAt } = reader;
      const heard = this.#views.get(type);
      if (heard === undefined) continue;
      heard.view.bind(data, offset, payloadBytes);
      const body = heard.view.copy();
      if (heard.name === Log.name) this.logs.push(body as unknown as LogBody);
      else {
        const atMs = (committedAt - this.#beganNs) / 1e6;
        const said = { type: heard.name, body, sequence, atMs };
        this.said.push(said);
        this.onSaid(said);
      }
    }
    reader.release();
    if (!reader.evicted) return;
    throw new TestMistake("Cannot follow the actor: it said more than a whole ring in one turn", [
      "give it less at once, or a larger `topicBytes`",
    ]);
  }
}
