/** The control plane's end inside a worker, for one actor: what comlink exposes to main. */
import type { MessageType } from "../codec/message-type.ts";
import type { ActorCell } from "./actor-cell.ts";
import { type BuiltCell, buildCell, type Host } from "./build-cell.ts";
import { ControlBlock } from "./control-block.ts";
import type { ActorControl, ControlOutcome } from "./control-plane.ts";
import { importDefinition } from "./import-definition.ts";
import type { Loop } from "./loop.ts";
import { plainErrorOf } from "./plain-error.ts";
import { Source } from "./source.ts";
import { guard } from "./tripwire.ts";
import type { ActorStart, ReadStart, WatchStart } from "./worker-start.ts";

/** Told that an actor threw: the worker says so and ends. */
export type OnFailure = (actor: string, error: unknown) => void;

type AnyAnswer = { reply: MessageType<unknown>; to(state: unknown): unknown };

const DONE: ControlOutcome = { ok: true };

export class WorkerControl implements ActorControl {
  readonly #start: ActorStart;
  readonly #host: Host;
  readonly #loop: Loop;
  readonly #block: ControlBlock;
  readonly #onFailure: OnFailure;
  #built: BuiltCell | null = null;

  constructor(start: ActorStart, host: Host, loop: Loop, onFailure: OnFailure) {
    this.#start = start;
    this.#host = host;
    this.#loop = loop;
    this.#onFailure = onFailure;
    this.#block = new ControlBlock(host.lines, start.number);
  }

  get block(): ControlBlock {
    return this.#block;
  }

  async start(): Promise<ControlOutcome> {
    this.#block.state = "STARTING";
    try {
      const definition = await importDefinition(this.#start.module);
      this.#built = await buildCell(definition, this.#start, this.#host);
      this.#built.cell.open();
    } catch (error) {
      this.#block.state = "FAILED";
      return { ok: false, error: plainErrorOf(error) };
    }
    this.#block.state = "READY";
    this.#loop.add(this.#built.cell);
    return DONE;
  }

  async attach(read: ReadStart): Promise<ControlOutcome> {
    return this.#guarded((cell) => cell.attach(new Source(read)));
  }

  async detach(actor: string): Promise<ControlOutcome> {
    return this.#guarded((cell) => cell.detach(actor));
  }

  async watch(board: WatchStart): Promise<ControlOutcome> {
    this.#built?.shelves.get(board.name)?.add(board);
    // What was put there before counts as changed, and nobody rings for it.
    this.#loop.turn();
    return DONE;
  }

  async reconfigure(args: Readonly<Record<string, unknown>>) {
    const reconfigure = this.#built?.cell.definition.reconfigure;
    if (reconfigure === undefined) return { ok: false, error: "RESTART_NEEDED" } as const;
    return this.#guarded((cell) =>
      cell.runCompletion((state, ctx) => reconfigure(state, args, ctx)),
    );
  }

  /**
   * Handles what was said to it until now, then nothing more; `stop`, the last snapshot, farewell.
   * Its deadline is the caller's: a stop that takes too long is cut by the end of the thread.
   */
  async stop(reason: string): Promise<ControlOutcome> {
    const built = this.#built;
    if (built === null) return DONE;
    this.#block.state = "STOPPING";
    try {
      this.#loop.remove(built.cell);
      this.#loop.command(() => built.cell.drain());
      await built.cell.stop(reason);
      built.cell.snapshot();
    } catch (error) {
      this.#onFailure(this.#start.name, error);
      return { ok: false, error: plainErrorOf(error) };
    }
    built.close();
    this.#built = null;
    this.#block.state = "STOPPED";
    this.#block.farewell = "STOPPED";
    return DONE;
  }

  async ask(name: string): Promise<Uint8Array | null> {
    const cell = this.#built?.cell;
    const answer: AnyAnswer | undefined = cell?.definition.answer?.[name];
    if (cell === undefined || answer === undefined) return null;
    const body = guard(() => answer.to(cell.state));
    return encode(answer.reply, body);
  }

  #guarded(change: (cell: ActorCell) => undefined): ControlOutcome {
    if (this.#built === null) {
      return { ok: false, error: { name: "Error", message: "actor is not running", stack: "" } };
    }
    const { cell } = this.#built;
    try {
      this.#loop.command(() => change(cell));
    } catch (error) {
      this.#onFailure(this.#start.name, error);
      return { ok: false, error: plainErrorOf(error) };
    }
    return DONE;
  }
}

function encode(type: MessageType<unknown>, body: unknown): Uint8Array {
  const bytes = new Uint8Array(type.codec.sizeOf(body));
  const written = type.codec.write(new DataView(bytes.buffer), 0, body);
  return bytes.subarray(0, written);
}
