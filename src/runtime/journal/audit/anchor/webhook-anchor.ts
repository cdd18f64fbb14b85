/**
 * An anchor that is told over the network. One request at a time; a newer checkpoint takes the place
 * of one that waits, since it covers it. A checkpoint whose request failed is sent again by the next.
 */
import type { AuditAnchor } from "./audit-anchor.ts";

/**
 * Sends a checkpoint, and calls `done` once: with null when the other side has it, else with why not.
 * It has a deadline of its own. One that throws has not sent, and does not call `done`.
 */
export type SendCheckpoint = (note: string, done: (failure: string | null) => undefined) => void;

export function webhookAnchor(name: string, send: SendCheckpoint): AuditAnchor {
  type Waiting = { readonly note: string; readonly onFailed: (why: string) => void };
  let waiting: Waiting | null = null;
  let isSending = false;
  let taken: string | null = null;

  function sendNext(): undefined {
    if (isSending || waiting === null) return;
    const { note, onFailed }: Waiting = waiting;
    waiting = null;
    isSending = true;
    const done = (failure: string | null): undefined => {
      isSending = false;
      if (failure === null) taken = note;
      else onFailed(failure);
      sendNext();
    };
    try {
      send(note, done);
    } catch (error) {
      done(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    name,
    publish(note, onFailed) {
      waiting = { note, onFailed };
      sendNext();
    },
    latest: () => null,
    taken: () => taken,
  };
}
