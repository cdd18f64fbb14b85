/** The entries of a delivery log, handler by handler: what each was given, was answered and said. */
import type { TypeEntry } from "../codec/type-table.ts";
import { type AnswerOf, CODINGS, QUESTIONS, type Question } from "./answer.ts";
import type { KeptBeginning } from "./beginning.ts";
import { type Completion, readCompletion } from "./completion.ts";
import { CALLS, type Call, KIND } from "./delivery-format.ts";
import { EntryReader, TornEntry } from "./entry-reader.ts";

/** An answer and the number of its call within the handler, from 1. */
export type NotedAnswer = {
  readonly call: number;
  readonly question: Question;
  readonly answer: AnswerOf[Question];
};

/** What an actor took, or what happened to it between two handlers. */
export type Taken =
  | {
      readonly kind: "BEGIN";
      readonly isEntering: boolean;
      readonly beginning: KeptBeginning;
    }
  | { readonly kind: "SOURCE"; readonly source: number; readonly actor: string }
  | {
      readonly kind: "RECORDS";
      readonly source: number;
      readonly skipped: number;
      readonly count: number;
    }
  | { readonly kind: "TOLD"; readonly type: "peer" | "gap"; readonly body: object }
  | {
      readonly kind: "CALL";
      readonly call: Call;
      /** Of a stop. */
      readonly reason: string;
      /** Of a reconfiguration. */
      readonly args: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "TIMER"; readonly number: number }
  | { readonly kind: "COMPLETION"; readonly number: number; readonly completion: Completion }
  | { readonly kind: "TYPES"; readonly types: readonly TypeEntry[] }
  | { readonly kind: "SHOWN" };

export type DeliveryStep = {
  readonly taken: Taken;
  /** Of the last record, where several are taken. */
  readonly answers: readonly NotedAnswer[];
  /** Messages that it sent. */
  readonly said: number;
  /** What it threw; null when it returned. */
  readonly threw: string | null;
  /** Bodies of requests that were known by then. */
  readonly bodies: readonly NotedBody[];
};

/** CRC-32 of the body of a request, by its number. */
export type NotedBody = { readonly number: number; readonly crc: number };

/** Answers, what was said and what was thrown, as they are read. */
type Tail = {
  answers: NotedAnswer[];
  said: number;
  threw: string | null;
  bodies: NotedBody[];
};

/**
 * Yields the steps of a log up to its end, or to the last that is whole.
 *
 * @param bytes The entries of all segments, without their heads.
 * @param isCut Whether bytes are missing at the end: the last step may have lost its own.
 */
export function* deliverySteps(
  bytes: Uint8Array,
  isCut: boolean,
): Generator<DeliveryStep, undefined> {
  const from = new EntryReader(bytes);
  try {
    while (!from.isAtEnd) {
      const taken = readTaken(from);
      const tail = readTail(from);
      if (isCut && from.isAtEnd) return;
      yield { taken, ...tail };
    }
  } catch (error) {
    if (!(error instanceof TornEntry)) throw error;
  }
}

function readTaken(from: EntryReader): Taken {
  const kind = from.peekKind();
  const small = from.small();
  switch (kind) {
    case KIND.BEGIN:
      return { kind: "BEGIN", isEntering: small === 1, beginning: from.body() as KeptBeginning };
    case KIND.SOURCE:
      return { kind: "SOURCE", source: small, actor: from.text() };
    case KIND.NEXT:
      return { kind: "RECORDS", source: small, skipped: 0, count: 1 };
    case KIND.RUN: {
      const skipped = from.varint();
      return { kind: "RECORDS", source: small, skipped, count: from.varint() };
    }
    case KIND.TOLD:
      return { kind: "TOLD", type: small === 0 ? "peer" : "gap", body: from.body() as object };
    case KIND.CALL:
      return readCall(from, small);
    case KIND.TIMER:
      return { kind: "TIMER", number: small };
    case KIND.COMPLETION: {
      const number = from.varint();
      return { kind: "COMPLETION", number, completion: readCompletion(from, small) };
    }
    case KIND.TYPES:
      return { kind: "TYPES", types: from.body() as readonly TypeEntry[] };
    case KIND.SHOWN:
      return { kind: "SHOWN" };
    default:
      return from.refuse(`no handler begins with an entry of kind ${kind}`);
  }
}

function readCall(from: EntryReader, number: number): Taken {
  const call = CALLS[number] ?? from.refuse(`no call has the number ${number}`);
  const reason = call === "STOP" ? from.text() : "";
  const args = call === "RECONFIGURE" ? (from.body() as Record<string, unknown>) : {};
  return { kind: "CALL", call, reason, args };
}

function readTail(from: EntryReader): Tail {
  const tail: Tail = { answers: [], said: 0, threw: null, bodies: [] };
  let call = 0;
  while (!from.isAtEnd) {
    switch (from.peekKind()) {
      case KIND.ANSWER: {
        const question = QUESTIONS[from.small()] ?? from.refuse("a question is not known");
        call += from.varint();
        tail.answers.push({ call, question, answer: CODINGS[question].read(from) });
        break;
      }
      case KIND.SAID:
        tail.said += from.small();
        break;
      case KIND.THREW:
        tail.said += from.small();
        tail.threw = from.text();
        break;
      case KIND.BODY: {
        const number = from.small();
        tail.bodies.push({ number, crc: from.uint32() });
        break;
      }
      default:
        return tail;
    }
  }
  return tail;
}
