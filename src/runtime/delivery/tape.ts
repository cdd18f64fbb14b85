/**
 * What a recorder's wrappers of the context and of I/O write to: answers, each with the number of its
 * call within the handler, and what a completion brought.
 */
import type { AnswerOf, Question } from "./answer.ts";
import type { Completion } from "./completion.ts";

/** Why a handler is about to run. */
export type Cause =
  | { readonly kind: "TIMER"; readonly number: number }
  | { readonly kind: "COMPLETION"; readonly number: number; readonly completion: Completion };

export type Tape = {
  /** Number of the next timer or I/O of this life, from 0. */
  nextNumber(): number;
  /** A question is asked whose answer was given before: it counts, and nothing is noted. */
  pass(): undefined;
  /** A question is asked, and its answer noted. */
  note<Name extends Question>(question: Name, answer: AnswerOf[Name]): undefined;
  /** What goes out. */
  effect(crc: number): undefined;
  /** The body of the request of that number has left, as its CRC-32. */
  body(number: number, crc: number): undefined;
  /** The actor keeps files of its own, so what becomes of it does not stand here: nothing is noted on. */
  leave(): undefined;
  /** Runs `run`, in which the loop calls the handler that `cause` is for. */
  during(cause: Cause, run: () => undefined): undefined;
};

/** {@link Tape.note} where the answer differs from `before`; returns `answer`. */
export function noteChange<Name extends "READY" | "MAY_LOG" | "CLAIM" | "SENT" | "COMMAND">(
  tape: Tape,
  question: Name,
  { answer, before }: { readonly answer: AnswerOf[Name]; readonly before: AnswerOf[Name] },
): undefined {
  if (answer === before) tape.pass();
  else tape.note(question, answer);
}

/** Runs what one I/O of this life brings, under its number. */
export type Bring = (completion: Completion, run: () => undefined) => undefined;

export function bringer(tape: Tape, number = tape.nextNumber()): Bring {
  return (completion, run) => tape.during({ kind: "COMPLETION", number, completion }, run);
}
