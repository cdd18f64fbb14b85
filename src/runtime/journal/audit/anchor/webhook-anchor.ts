/**
 * An anchor that is told over the network. One request at a time; a newer checkpoint takes the place
 * of one that waits, since it covers it. A checkpoint whose request failed is sent again by the next.
 */
import type { AuditAnchor } from "./audit-anchor.ts";

/** Sends a checkpoint, and resolves when the other side has it. It has its own deadline. */
export type SendCheckpoint = (note: string) => Promise<void>;

export function webhookAnchor(name: string, send: SendCheckpoint): AuditAnchor {
  type Waiting = { readonly note: string; readonly onFailed: (why: string) => void };
  let waiting: Waiting | null = null;
  let isSending = false;

  async function drain(): Promise<undefined> {
    isSending = true;
    while (waiting !== null) {
      const { note, onFailed }: Waiting = waiting;
      waiting = null;
      try {
        await send(note);
      } catch (error) {
        onFailed(error instanceof Error ? error.message : String(error));
      }
    }
    isSending = false;
  }

  return {
    name,
    publish(note, onFailed) {
      waiting = { note, onFailed };
      if (!isSending) void drain();
    },
    latest: () => null,
  };
}
