/**
 * What the runtime itself shows of every actor: whether it is ready, and how far its readers lag.
 *
 * Who asks for the readiness of a peer watches it: a change of an answer is news, as one of a board.
 */
import { slowestReaderLag } from "../ring/topic-slots.ts";
import { ControlBlock } from "./control-block.ts";

export class DeskBoards {
  readonly #lines: SharedArrayBuffer;
  readonly #topics: Map<string, SharedArrayBuffer>;
  readonly #blocks = new Map<string, ControlBlock>();
  /** The last answers of {@link ready}. */
  readonly #answers = new Map<string, boolean>();

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
    if (topic === undefined) return null;
    const { bytes, capacityBytes } = slowestReaderLag(topic);
    return { bytes, capacityBytes };
  }

  /** True from when it is ready, and while main lets it run: a held one takes on nothing new. */
  ready(of: string): boolean {
    const ready = this.#look(of);
    this.#answers.set(of, ready);
    return ready;
  }

  /** Whether an answer that was given would be another one now. */
  hasNews(): boolean {
    for (const [name, answer] of this.#answers) if (this.#look(name) !== answer) return true;
    return false;
  }

  /** {@link hasNews}, once for each change. */
  takeNews(): boolean {
    let isNews = false;
    for (const [name, answer] of this.#answers) {
      const ready = this.#look(name);
      if (ready === answer) continue;
      this.#answers.set(name, ready);
      isNews = true;
    }
    return isNews;
  }

  #look(of: string): boolean {
    const block = this.#blocks.get(of);
    if (block?.command !== "RUN") return false;
    // One that is resumed is ready as soon as main says so: its loop follows.
    return block.state === "READY" || block.state === "SUSPENDED";
  }
}
