/** What happens to the actors of a desk, as main sees it. */

export type SystemEvent =
  | { readonly kind: "READY"; readonly actor: string; readonly incarnation: number }
  /** Its start said that it does not want to run. */
  | { readonly kind: "DECLINED"; readonly actor: string; readonly reason: string }
  | {
      readonly kind: "DIED";
      readonly actor: string;
      readonly reason: string;
      /** Until its restart. Milliseconds. */
      readonly restartInMs: number;
    }
  /** Nothing was done yet: it is late, or its heap is large. */
  | { readonly kind: "WARNED"; readonly actor: string; readonly text: string }
  /** Something did not reach its actor; not all of them are told. `actor` is empty for a sum. */
  | { readonly kind: "DEAD_LETTER"; readonly actor: string; readonly text: string }
  /** Another thread hosts it, with other code or settings: no end, and nothing of its budget. */
  | {
      readonly kind: "SWAPPED";
      readonly actor: string;
      readonly incarnation: number;
      /** In which nobody handled its messages. Milliseconds. */
      readonly pauseMs: number;
    }
  | { readonly kind: "QUARANTINED"; readonly actor: string; readonly reason: string }
  /** A supervisor below the root, `actor`, gives up: it stops its children, and ends. */
  | { readonly kind: "GAVE_UP"; readonly actor: string; readonly reason: string }
  /** The root gives up: the desk must stop trading. */
  | { readonly kind: "ESCALATED"; readonly actor: string; readonly reason: string }
  /** A thread sits in a native call and cannot be ended. */
  | { readonly kind: "UNKILLABLE"; readonly actor: string; readonly reason: string };
