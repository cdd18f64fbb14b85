/** What the runtime itself shows of every actor: whether it is ready, and how far its readers lag. */
import { slowestReaderLag } from "../ring/topic-slots.ts";
import { ControlBlock } from "./control-block.ts";

export class DeskBoards {
  readonly #lines: SharedArrayBuffer;
  readonly #topics: Map<string, SharedArrayBuffer>;
  readonly #blocks = new Map<string, ControlBlock>();

  constructor(
    lines: SharedArrayBuffer,
    topics: Readonly<Record<string, SharedArrayBuffer>>,
    numbers: Readonly<Record<string, number>>,
  ) {
    this.#lines = lines;
    this.#topics = new Map(Object.entries(topics));
    for (const [name, number] of Object.entries(numbers)) {
      this.#blocks.set(name, new ControlBlock(lines, number));
    }
  }

  /** A peer that came while the desk runs. */
  add(name: string, number: number, topic: SharedArrayBuffer): undefined {
    this.#topics.set(name, topic);
    this.#blocks.set(name, new ControlBlock(this.#lines, number));
  }

  lag(of: string): { bytes: number; capacityBytes: number } | null {
    const topic = this.#topics.get(of);
    return topic === undefined ? null : slowestReaderLag(topic);
  }

  ready(of: string): boolean {
    return this.#blocks.get(of)?.state === "READY";
  }
}
