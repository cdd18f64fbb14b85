/** A cell on one thread whose life is recorded in memory, and run again from there. */
import type { AnyActorDefinition } from "../../../../src/runtime/actor/define-actor.ts";
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { DeliveryFile } from "../../../../src/runtime/delivery/delivery-file.ts";
import { deliverySteps } from "../../../../src/runtime/delivery/delivery-step.ts";
import { readSegments } from "../../../../src/runtime/delivery/read-segments.ts";
import { DeliveryRecorder } from "../../../../src/runtime/delivery/recorder.ts";
import type { KeptRecord } from "../../../../src/runtime/replay/kept-reader.ts";
import {
  type LifeOptions,
  type LifeOutcome,
  LifeReplay,
  type Messages,
} from "../../../../src/runtime/replay/life-replay.ts";
import { TopicReader } from "../../../../src/runtime/ring/topic-reader.ts";
import { attachReader } from "../../../../src/runtime/ring/topic-slots.ts";
import {
  CellKit,
  type CellOptions,
  type Feeder,
  type KitCell,
  NO_BELL,
} from "../../actor/kit/cell-kit.ts";
import { ScriptedIo } from "./scripted-io.ts";

/** What a recorded life was, besides its log. */
export type RecordedCell = KitCell & {
  readonly scripted: ScriptedIo;
  /** A reader that its sends wait for, from here on. */
  gate(): { free(): undefined };
};

/** Keeps what topics say, as a run's message log does. */
export class KeptTopics implements Messages {
  readonly #records = new Map<string, Map<number, KeptRecord>>();
  readonly #readers = new Map<string, TopicReader>();

  keep(actor: string, topic: SharedArrayBuffer): undefined {
    const slot = attachReader(topic, { kind: "EVICT", bellLine: NO_BELL });
    this.#readers.set(actor, new TopicReader(topic, slot));
    this.#records.set(actor, new Map());
  }

  look(): undefined {
    for (const [actor, reader] of this.#readers) {
      while (reader.next()) {
        const { type, version, sequence, committedAt, data, offset, payloadBytes } = reader;
        const payload = new Uint8Array(
          new Uint8Array(data.buffer, data.byteOffset + offset, payloadBytes),
        );
        const kept = { type, version, sequence, committedAt, payload };
        this.#records.get(actor)?.set(sequence, kept);
      }
      reader.release();
    }
  }

  find(actor: string, sequence: number): KeptRecord | null {
    return this.#records.get(actor)?.get(sequence) ?? null;
  }

  missingFrom(actor: string, sequence: number): number {
    const sequences = [...(this.#records.get(actor)?.keys() ?? [])];
    return Math.min(...sequences.filter((one) => one >= sequence)) - sequence;
  }

  /** As a log that lacks it. */
  forget(actor: string, sequence: number): undefined {
    this.#records.get(actor)?.delete(sequence);
  }

  /** As a log that has another one. */
  change(actor: string, sequence: number, change: (kept: KeptRecord) => KeptRecord): undefined {
    const kept = this.find(actor, sequence);
    if (kept === null) throw new Error(`${actor} has not said ${sequence}`);
    this.#records.get(actor)?.set(sequence, change(kept));
  }
}

export class RecordingKit {
  readonly kit: CellKit;
  readonly kept = new KeptTopics();
  /** Segments of the last life. */
  segments: Uint8Array[] = [];
  /** Segments that there is room for. */
  segmentsMax = Number.POSITIVE_INFINITY;

  constructor(types: readonly MessageType<never>[]) {
    this.kit = new CellKit(types);
  }

  feeder(name: string, capacityBytes?: number): Feeder {
    const feeder = this.kit.feeder(name, capacityBytes);
    this.kept.keep(name, feeder.memory);
    return feeder;
  }

  /** Runs a cell, open and in the loop, and records its life. */
  async run(definition: object, options: CellOptions = {}): Promise<RecordedCell> {
    let scripted: ScriptedIo | undefined;
    this.segments = [];
    const segments = this.segments;
    const start = this.kit.startOf(definition as AnyActorDefinition, options);
    this.kept.keep(start.name, start.topic);
    const recorder = new DeliveryRecorder(
      () =>
        new DeliveryFile("life", (_path, bytes) => {
          if (segments.length >= this.segmentsMax) throw new Error("ENOSPC: no space left");
          const memory = new Uint8Array(bytes);
          segments.push(memory);
          return memory;
        }),
    );
    const cell = await this.kit.run(definition, {
      ...start,
      host: {
        recorderOf: () => recorder,
        makeIo(port) {
          scripted = new ScriptedIo(port);
          return scripted;
        },
      },
    });
    if (scripted === undefined) throw new Error("a cell has I/O");
    return { ...cell, scripted, gate: () => gateAt(start.topic) };
  }

  /** All steps that were committed by now. */
  steps() {
    const { bytes, isCut } = readSegments(this.segments);
    return [...deliverySteps(bytes, isCut)];
  }

  /** Runs the last life again. */
  replay(definition: object, options: Partial<LifeOptions> = {}): Promise<LifeOutcome> {
    this.kept.look();
    return new LifeReplay({
      definition: definition as AnyActorDefinition,
      steps: this.steps(),
      messages: this.kept,
      endSequence: Number.POSITIVE_INFINITY,
      isWhole: true,
      stop: { kind: "END" },
      ...options,
    }).run();
  }
}

function gateAt(topic: SharedArrayBuffer): { free(): undefined } {
  const reader = new TopicReader(topic, attachReader(topic, { kind: "GATE", bellLine: NO_BELL }));
  return {
    free() {
      while (reader.next());
      reader.release();
    },
  };
}
