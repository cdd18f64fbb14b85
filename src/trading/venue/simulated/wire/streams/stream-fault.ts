/** Where a fault acts on market streams: on each event, on its way to each connection. */

/**
 * What happens to an event.
 *
 * - NONE: it leaves.
 * - DROP: it never does, and nothing tells so.
 * - CUT: the connection ends instead, with a close frame or without one.
 */
export type StreamFault =
  | { readonly kind: "NONE" | "DROP" }
  | { readonly kind: "CUT"; readonly hasCloseFrame: boolean };

export type StreamFaultPoint = {
  /** @param stream Name of the stream: "btcusdt@depth@100ms". */
  verdict(stream: string): StreamFault;
};

export const NO_STREAM_FAULT: StreamFault = { kind: "NONE" };

/** Of a venue without faults. */
export const FAULTLESS_STREAMS: StreamFaultPoint = { verdict: () => NO_STREAM_FAULT };
