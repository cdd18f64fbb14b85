/** `Atomics` over explored memory; private arrays go to the real one. */
import {
  ADD,
  ATOMIC_LOAD,
  ATOMIC_STORE,
  COMPARE_EXCHANGE,
  EXCHANGE,
  type Machine,
  NOTIFY,
  OR,
  WAIT_ASYNC,
} from "./access.ts";
import { firstWordOf } from "./shared-views.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Atomics of one machine. */
export function atomicsOf(machine: Machine) {
  const act = (kind: number, array: Int32Array, index: number, value = 0, expected = 0): number => {
    const base = firstWordOf(array);
    if (base < 0) throw new Error("explored code uses Atomics on shared memory only");
    return machine.perform(kind, base + index, 1, value | 0, 0, expected | 0);
  };
  return {
    load: (array: Int32Array, index: number) => act(ATOMIC_LOAD, array, index),
    store: (array: Int32Array, index: number, value: number) => {
      act(ATOMIC_STORE, array, index, value);
      return value;
    },
    add: (array: Int32Array, index: number, value: number) => act(ADD, array, index, value),
    or: (array: Int32Array, index: number, value: number) => act(OR, array, index, value),
    exchange: (array: Int32Array, index: number, value: number) =>
      act(EXCHANGE, array, index, value),
    compareExchange: (array: Int32Array, index: number, expected: number, value: number) =>
      act(COMPARE_EXCHANGE, array, index, value, expected),
    notify: (array: Int32Array, index: number, count = Number.POSITIVE_INFINITY) => {
      // A waiter of a thread that is being terminated may take a counted one.
      if (count !== Number.POSITIVE_INFINITY) throw new Error("a bell's notify wakes all");
      return act(NOTIFY, array, index);
    },
    pause: () => undefined,
    waitAsync: (array: Int32Array, index: number, expected: number, timeout = NEVER) => {
      if (timeout !== NEVER) throw new Error("a loop waits without a timeout");
      return act(WAIT_ASYNC, array, index, 0, expected) === 0
        ? { async: false, value: "not-equal" }
        : { async: true, value: machine.openWaiter() };
    },
  };
}
