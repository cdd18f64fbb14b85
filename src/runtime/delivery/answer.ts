/** The questions of a handler whose answers are noted, and how each answer is written. */
import type { FileFailure } from "../io/io.ts";
import type { EntryReader } from "./entry-reader.ts";
import type { EntryWriter } from "./entry-writer.ts";

/** What a question is about. `EFFECT`: what went out, as its CRC-32; `THREW`: the call threw. */
export const QUESTIONS = [
  "NOW",
  "WALL",
  "PUBLISHED",
  "LAG",
  "READY",
  "COMMAND",
  "BOARD",
  "MAY_LOG",
  "CLAIM",
  "SENT",
  "WROTE",
  "ROTATED",
  "LISTENING",
  "EFFECT",
  "THREW",
] as const;

export type AnswerOf = {
  readonly NOW: number;
  readonly WALL: number;
  readonly PUBLISHED: number;
  readonly LAG: { readonly bytes: number; readonly capacityBytes: number } | null;
  readonly READY: boolean;
  readonly COMMAND: string;
  /** The bytes of a board's value. */
  readonly BOARD: Uint8Array | null;
  readonly MAY_LOG: boolean;
  readonly CLAIM: boolean;
  readonly SENT: boolean;
  readonly WROTE: FileFailure | null;
  readonly ROTATED: null;
  readonly LISTENING: { readonly url: string; readonly port: number };
  readonly EFFECT: number;
  readonly THREW: { readonly name: string; readonly message: string };
};

export type Question = keyof AnswerOf;

type Coding<Answer> = {
  write(to: EntryWriter, answer: Answer): undefined;
  read(from: EntryReader): Answer;
};

const TIME: Coding<number> = {
  write: (to, answer) => to.time(answer),
  read: (from) => from.time(),
};

const FLAG: Coding<boolean> = {
  write: (to, answer) => to.byte(answer ? 1 : 0),
  read: (from) => from.byte() === 1,
};

/** By its question. */
export const CODINGS: { readonly [Name in Question]: Coding<AnswerOf[Name]> } = {
  NOW: TIME,
  WALL: {
    write: (to, answer) => to.wall(answer),
    read: (from) => from.wall(),
  },
  PUBLISHED: TIME,
  LAG: {
    write(to, answer) {
      to.varint(answer === null ? 0 : answer.bytes + 1);
      if (answer !== null) to.varint(answer.capacityBytes);
    },
    read(from) {
      const bytes = from.varint() - 1;
      return bytes < 0 ? null : { bytes, capacityBytes: from.varint() };
    },
  },
  READY: FLAG,
  COMMAND: {
    write: (to, answer) => to.text(answer),
    read: (from) => from.text(),
  },
  BOARD: {
    write(to, answer) {
      to.byte(answer === null ? 0 : 1);
      if (answer !== null) to.blob(answer);
    },
    read: (from) => (from.byte() === 0 ? null : from.blob()),
  },
  MAY_LOG: FLAG,
  CLAIM: FLAG,
  SENT: FLAG,
  WROTE: {
    write: (to, answer) => to.body(answer),
    read: (from) => from.body() as FileFailure | null,
  },
  ROTATED: { write: () => undefined, read: () => null },
  LISTENING: {
    write(to, { url, port }) {
      to.text(url);
      to.varint(port);
    },
    read: (from) => ({ url: from.text(), port: from.varint() }),
  },
  EFFECT: {
    write: (to, answer) => to.uint32(answer),
    read: (from) => from.uint32(),
  },
  THREW: {
    write(to, { name, message }) {
      to.text(name);
      to.text(message);
    },
    read: (from) => ({ name: from.text(), message: from.text() }),
  },
};
