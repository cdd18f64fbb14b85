/**
 * What a simulated exchange remembers beyond its own death, in the run's folder: the log of its
 * commands, and with TLS its certificate. A desk that goes on with the run has the same exchange.
 */
import { deskFactsOf } from "../../../src/desk/message/desk-facts.ts";
import type { AppendFile, FileRead, KeyPair } from "../../../src/runtime/io/io.ts";
import type { Command } from "../../../src/trading/venue/simulated/spot/command.ts";
import {
  commandLine,
  END_BYTES,
  endMark,
  headLine,
  LogReader,
  tornMark,
} from "../../../src/trading/venue/simulated/spot/command-log.ts";
import type { ExchangeCtx, ExchangeState } from "./state.ts";

/** At which it says how full the log is. */
const WARN_PERCENTS = [50, 75, 90, 95, 99];
const PAIR_BYTES_MAX = 2 ** 16;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

type Then<Found> = (state: ExchangeState, found: Found, ctx: ExchangeCtx) => undefined;

function pathOf(ctx: ExchangeCtx, ending: string): string {
  return `${deskFactsOf(ctx).folder}/${ctx.self.name}.${ending}`;
}

/** Opens the log that the last life left; null when there is none. Ends this life when it is no log of it. */
export function recall(
  state: ExchangeState,
  then: Then<LogReader | null>,
  ctx: ExchangeCtx,
): undefined {
  const path = pathOf(ctx, "commands");
  const options = { bytesMax: state.settings.logBytesMax };
  ctx.io.readFile(
    path,
    (later, read, after) => {
      if (!read.ok && read.failure.code !== "ENOENT") {
        return after.fail(`${path}: ${read.failure.message}`);
      }
      const opened = LogReader.open(read.ok ? DECODER.decode(read.bytes) : "");
      if (!opened.ok) return refuse(after, opened.failure);
      const log = opened.value;
      if (log !== null && log.head.of !== later.settings.identity) {
        return refuse(after, "it is of an exchange with other settings");
      }
      return then(later, log, after);
    },
    options,
  );
}

/** Ends this life: its log cannot be gone on with. */
export function refuse(ctx: ExchangeCtx, why: string): never {
  return ctx.fail(`${pathOf(ctx, "commands")}: ${why}; remove it to begin anew`);
}

/** The log from here on: each command is written before it is done. */
export class CommandFile {
  readonly #file: AppendFile;
  readonly #ctx: ExchangeCtx;
  readonly #bytesMax: number;
  #leftBytes: number;
  /** Of {@link WARN_PERCENTS}, those that were passed. */
  #warnedCount = 0;
  #isFull = false;

  /** @param bytesMax What it may hold. Bytes. */
  constructor(bytesMax: number, ctx: ExchangeCtx) {
    this.#file = ctx.io.appendFile(pathOf(ctx, "commands"));
    this.#ctx = ctx;
    this.#bytesMax = bytesMax;
    this.#leftBytes = bytesMax - END_BYTES;
  }

  begin(originUs: number, of: string): undefined {
    this.#write(headLine({ originUs, of }));
  }

  goOn(log: LogReader): undefined {
    this.#leftBytes -= log.bytes;
    if (log.isTorn) this.#write(tornMark());
  }

  /** Ends this life when it cannot be written: what is in no log must not have happened. */
  write(command: Command): undefined {
    if (!this.#isFull) this.#write(commandLine(command));
  }

  #write(line: string): undefined {
    const bytes = ENCODER.encode(line);
    this.#leftBytes -= bytes.length;
    this.#isFull = !(this.#leftBytes >= 0);
    const failure = this.#file.write(this.#isFull ? ENCODER.encode(endMark()) : bytes);
    if (failure !== null) this.#ctx.fail(`the log of commands: ${failure.message}`);
    if (this.#isFull) {
      this.#ctx.log("warn", "the log of commands is full: this exchange does not survive its end");
      return;
    }
    this.#warn();
  }

  /** Says that it fills, while something can be done about it. */
  #warn(): undefined {
    const percent = (100 * (this.#bytesMax - this.#leftBytes)) / this.#bytesMax;
    const passed = WARN_PERCENTS.filter((bound) => percent >= bound);
    if (passed.length <= this.#warnedCount) return;
    this.#warnedCount = passed.length;
    const left = `${Math.floor(this.#leftBytes / 2 ** 10)} KiB are left`;
    const what = `the log of commands is ${Math.floor(percent)} % full, ${left}`;
    this.#ctx.log("warn", `${what}: an exchange does not survive its end once it is full`);
  }
}

/** The certificate of the last life, or a new one. Of a torn file the next whole line counts. */
export function certify(then: Then<KeyPair>, ctx: ExchangeCtx): undefined {
  const path = pathOf(ctx, "tls");
  const onRead = (later: ExchangeState, read: FileRead, after: ExchangeCtx): undefined => {
    const known = read.ok ? pairIn(DECODER.decode(read.bytes)) : null;
    if (known !== null) return then(later, known, after);
    const made = after.io.selfSigned();
    const file = after.io.appendFile(path);
    const failure = file.write(ENCODER.encode(`\n${JSON.stringify(made)}\n`));
    file.close();
    if (failure !== null) return after.fail(`${path}: ${failure.message}`);
    return then(later, made, after);
  };
  ctx.io.readFile(path, onRead, { bytesMax: PAIR_BYTES_MAX });
}

function pairIn(text: string): KeyPair | null {
  for (const line of text.split("\n")) {
    try {
      const { key, cert } = JSON.parse(line) as Partial<KeyPair>;
      if (typeof key === "string" && typeof cert === "string") return { key, cert };
    } catch {}
  }
  return null;
}
