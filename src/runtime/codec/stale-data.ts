/**
 * What a view reads from when it may not be read: memory whose every read throws, so that a live
 * view pays nothing for the check.
 */
import { AssertionError } from "../../core/assert.ts";

/** @param message Name of the message, for the error. */
export function staleData(message: string): DataView {
  const refuse = (): never => {
    throw new AssertionError(`Cannot read ${message} as its handler has returned`);
  };
  const stale: Pick<DataView, "getFloat64" | "getInt32" | "getInt8" | "getUint8" | "getUint16"> = {
    getFloat64: refuse,
    getInt32: refuse,
    getInt8: refuse,
    getUint8: refuse,
    getUint16: refuse,
  };
  return stale as DataView;
}
