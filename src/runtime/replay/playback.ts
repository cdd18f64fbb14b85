/**
 * Answers of one handler as they were noted, given again: each to the call that got it. A call that
 * has no answer of its own gets the last one to the same question.
 */
import type { AnswerOf, Question } from "../delivery/answer.ts";
import type { NotedAnswer } from "../delivery/delivery-step.ts";
import { type Difference, Diverged } from "./divergence.ts";

export class Playback {
  #answers: readonly NotedAnswer[] = [];
  #next = 0;
  #calls = 0;
  /** The first thing that was asked otherwise than recorded: a handler may catch what it throws. */
  #difference: Difference | null = null;

  get difference(): Difference | null {
    return this.#difference;
  }

  /** A handler begins that was answered so. */
  begin(answers: readonly NotedAnswer[]): undefined {
    this.#answers = answers;
    this.#next = 0;
    this.#calls = 0;
  }

  /** @throws {Diverged} When answers are left that nobody asked for. */
  end(): undefined {
    const left = this.#answers[this.#next];
    if (left !== undefined) {
      this.diverge({ kind: kindOf(left.question), recorded: shown(left), replayed: null });
    }
  }

  /** A question is asked; `undefined` when it is answered as the last time. */
  take<Name extends Question>(question: Name): AnswerOf[Name] | undefined {
    this.#calls += 1;
    const due = this.#answers[this.#next];
    if (due === undefined || due.call > this.#calls) return undefined;
    if (due.question !== question) {
      return this.diverge({
        kind: kindOf(due.question),
        recorded: shown(due),
        replayed: `asks for ${question}`,
      });
    }
    this.#next += 1;
    return due.answer as AnswerOf[Name];
  }

  /** Takes the answer of the next call if it is one to this question; else the call is not counted. */
  takeIf<Name extends "THREW" | "ROTATED">(question: Name): AnswerOf[Name] | undefined {
    const due = this.#answers[this.#next];
    const isDue = due?.question === question && due.call === this.#calls + 1;
    return isDue ? this.take(question) : undefined;
  }

  /** A question whose answer is always noted. @throws {Diverged} When this one's was not. */
  need<Name extends Question>(question: Name): AnswerOf[Name] {
    const answer = this.take(question);
    if (answer !== undefined) return answer;
    return this.diverge({
      kind: kindOf(question),
      recorded: null,
      replayed: `asks for ${question}`,
    });
  }

  /** Something leaves by I/O. @throws {Diverged} When it is not what left. */
  effect(crc: number, what: string): undefined {
    const recorded = this.need("EFFECT");
    if (recorded === crc) return;
    this.diverge({ kind: "EFFECT", recorded: `crc ${recorded}`, replayed: `${what}: crc ${crc}` });
  }

  /** The call threw, as it did. @throws {Error} What it threw. */
  throwIfNoted(): undefined {
    const threw = this.takeIf("THREW");
    if (threw === undefined) return;
    const error = new Error(threw.message);
    error.name = threw.name;
    throw error;
  }

  /** @throws {Diverged} */
  diverge(difference: Omit<Difference, "sequence"> & Partial<Difference>): never {
    this.#difference ??= { sequence: null, ...difference };
    throw new Diverged(this.#difference);
  }
}

function kindOf(question: Question): "ANSWER" | "EFFECT" {
  return question === "EFFECT" ? "EFFECT" : "ANSWER";
}

function shown({ question, answer }: NotedAnswer): string {
  const value = answer instanceof Uint8Array ? `${answer.length} bytes` : JSON.stringify(answer);
  return `asks for ${question} and gets ${value}`;
}
