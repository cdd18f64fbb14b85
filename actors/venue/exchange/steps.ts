/**
 * When a simulated exchange's traders acted last, beside the log of its commands: two small files that
 * take turns, `<name>.steps` and `<name>.1.steps`, however long it runs.
 */
import { deskFactsOf } from "../../../src/desk/message/desk-facts.ts";
import type { AppendFile } from "../../../src/runtime/io/io.ts";
import {
  lastStepOf,
  STEPS_BEGIN,
  stepLine,
} from "../../../src/trading/venue/simulated/spot/step-mark.ts";
import type { ExchangeCtx } from "./state.ts";

/** Of one of the two files. */
const BYTES_MAX = 2 ** 16;
const FILES = 2;
/** A mark that passes the bound of its file is the first of the next, and longer than none. */
const READ_BYTES_MAX = 2 * BYTES_MAX;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

function pathsOf(ctx: ExchangeCtx): readonly string[] {
  const start = `${deskFactsOf(ctx).folder}/${ctx.self.name}`;
  return [`${start}.steps`, `${start}.1.steps`];
}

type Search = {
  readonly originUs: number;
  readonly then: (lastUs: number, ctx: ExchangeCtx) => undefined;
};

/** Finds the last step of any life of the exchange that began at `originUs`; 0 without one. */
export function recallStep(search: Search, ctx: ExchangeCtx): undefined {
  return readNext(pathsOf(ctx), 0, search, ctx);
}

function readNext(
  [path, ...others]: readonly string[],
  lastUs: number,
  search: Search,
  ctx: ExchangeCtx,
): undefined {
  if (path === undefined) return search.then(lastUs, ctx);
  ctx.io.readFile(
    path,
    (_state, read, after) => {
      if (!read.ok && read.failure.code !== "ENOENT") {
        return after.fail(`${path}: ${read.failure.message}`);
      }
      const found = read.ok ? lastStepOf(DECODER.decode(read.bytes), search.originUs) : 0;
      return readNext(others, Math.max(lastUs, found), search, after);
    },
    { bytesMax: READ_BYTES_MAX },
  );
}

/** The steps from here on: each is written before it is taken. */
export class StepFile {
  readonly #file: AppendFile;
  readonly #ctx: ExchangeCtx;
  readonly #originUs: number;

  constructor(originUs: number, ctx: ExchangeCtx) {
    const [path = ""] = pathsOf(ctx);
    this.#originUs = originUs;
    this.#ctx = ctx;
    this.#file = ctx.io.appendFile(path, { rotate: { bytesMax: BYTES_MAX, keep: FILES } });
    this.#write(STEPS_BEGIN);
  }

  /** Ends this life when it cannot be written: what a step did could be told, and never have been. */
  write(at: number): undefined {
    this.#write(stepLine({ originUs: this.#originUs, at }));
  }

  #write(text: string): undefined {
    const failure = this.#file.write(ENCODER.encode(text));
    if (failure !== null) this.#ctx.fail(`the marks of steps: ${failure.message}`);
  }
}
