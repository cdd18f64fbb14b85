/** A worker thread under observation: what it posted, how it ended, and in which order main heard. */
import { type ResourceLimits, Worker } from "node:worker_threads";
import { until } from "../../kit/until.ts";
import { type Given, REACHED, WORDS } from "./given.ts";

export class Thread {
  readonly words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  /** In order: `message ...`, `error Name: message`, `exit code`, `terminated value`. */
  readonly events: string[] = [];
  /** Resolves with all events once the thread has ended. */
  readonly ended: Promise<readonly string[]>;
  readonly #worker: Worker;

  /** @param more What `workerData` holds besides the deed. */
  constructor(file: URL, deed: string, more: object = {}, resourceLimits: ResourceLimits = {}) {
    const workerData: Given = { deed, words: this.words, ...more };
    this.#worker = new Worker(file, { workerData, resourceLimits });
    const say = (event: string) => void this.events.push(event);
    this.#worker.on("message", (message) => say(`message ${message}`));
    this.#worker.on("error", (error: Error) => say(`error ${error.name}: ${error.message}`));
    this.ended = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        say(`exit ${code}`);
        resolve(this.events);
      });
    });
  }

  post(message: unknown): undefined {
    this.#worker.postMessage(message);
  }

  /** Resolves once the worker has set `word`. */
  reached(word = REACHED): Promise<void> {
    return until(`word ${word} is set`, () => Atomics.load(this.words, word) !== 0);
  }

  /** Sets `word` and wakes whoever waits for it. */
  set(word: number): undefined {
    Atomics.store(this.words, word, 1);
    Atomics.notify(this.words, word);
  }

  /** Resolves once the worker has posted `message`. */
  heard(message: string): Promise<void> {
    return until(`the message ${message}`, () => this.events.includes(`message ${message}`));
  }

  /** Ends the thread, and returns all events, this one the last of them. */
  async terminate(): Promise<readonly string[]> {
    this.events.push(`terminated ${await this.#worker.terminate()}`);
    return this.events;
  }
}

/** Resolves after `ms`: how long a canary watches for what must not happen. */
export function watchFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
