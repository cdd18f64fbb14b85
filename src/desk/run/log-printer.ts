/** Prints what actors log, warnings and errors, as main sees it in their topics. */

import { isAtLeast, type LogLevel } from "../../core/log.ts";
import { Log, type LogBody } from "../../runtime/actor/loop-message.ts";
import { TopicReader } from "../../runtime/ring/topic-reader.ts";
import { attachReader } from "../../runtime/ring/topic-slots.ts";
import type { ActorSystem } from "../../runtime/supervisor/actor-system.ts";

/** Most records looked at in one go: main must come back to its health checks. */
const RECORDS_MAX = 2_000;

type Source = {
  readonly actor: string;
  readonly topic: SharedArrayBuffer;
  readonly reader: TopicReader;
};

export class LogPrinter {
  #sources: readonly Source[] = [];
  #type = Number.NaN;
  readonly #view = Log.codec.createView();
  readonly #print: (line: string) => void;
  readonly #floor: LogLevel;

  constructor(floor: LogLevel, print: (line: string) => void) {
    this.#print = print;
    this.#floor = floor;
  }

  /**
   * From here on it hears the actors that `system` has now, and no others: before their start, so
   * that it misses nothing, and again when one came or left.
   */
  listen(system: ActorSystem): undefined {
    this.#type = system.types.find(({ name }) => name === Log.name)?.number ?? -1;
    const known = new Map(this.#sources.map((source) => [source.topic, source]));
    this.#sources = system.status().flatMap(({ name: actor }) => {
      const topic = system.topicOf(actor);
      return topic === null ? [] : [known.get(topic) ?? sourceOf(actor, topic)];
    });
  }

  /** Prints what is new. Called on a period. */
  poll(): undefined {
    for (const source of this.#sources) this.#drain(source);
  }

  #drain({ actor, reader }: Source): undefined {
    for (let seen = 0; seen < RECORDS_MAX; seen += 1) {
      if (!reader.next()) {
        if (!reader.evicted) break;
        reader.rejoin();
        continue;
      }
      if (reader.type !== this.#type) continue;
      this.#view.bind(reader.data, reader.offset, reader.payloadBytes);
      this.#show(actor, this.#view);
    }
    reader.release();
  }

  #show(actor: string, { level, text, fields }: Readonly<LogBody>): undefined {
    if (!isAtLeast(level, this.#floor)) return;
    const extra = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : "";
    this.#print(`${level.padEnd(5)} ${actor}: ${text}${extra}`);
  }
}

/** A bell line that no worker sleeps at. */
const NO_BELL = 127;

/** Cut off rather than waited for; nobody is rung for it, it looks by itself. */
function sourceOf(actor: string, topic: SharedArrayBuffer): Source {
  const slot = attachReader(topic, { kind: "EVICT", bellLine: NO_BELL });
  return { actor, topic, reader: new TopicReader(topic, slot) };
}
