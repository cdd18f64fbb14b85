/** What each atomic access makes of a word. */
import { ADD, ATOMIC_LOAD, ATOMIC_STORE, COMPARE_EXCHANGE, EXCHANGE, OR } from "../realm/access.ts";

/** The word after the access; `before` when it leaves it alone. */
export function wordAfter(kind: number, before: number, operand: number, expected: number): number {
  switch (kind) {
    case ATOMIC_LOAD:
      return before;
    case ATOMIC_STORE:
    case EXCHANGE:
      return operand;
    case ADD:
      return (before + operand) | 0;
    case OR:
      return before | operand;
    case COMPARE_EXCHANGE:
      return before === expected ? operand : before;
    default:
      throw new Error(`an access of kind ${kind} changes no word`);
  }
}
