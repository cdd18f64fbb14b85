/** How a child's start and its life came out, as a supervisor tells them apart. */

/**
 * `CLEAN`: it ended itself, with a farewell. `ORDERED`: it was asked to. `CRASH`: everything else,
 * whatever the exit code says.
 */
export type EndKind = "CLEAN" | "ORDERED" | "CRASH";

/** An end, with its reason in one line for people. */
export type ChildEnd = { readonly kind: EndKind; readonly reason: string };

/** What a start led to. But for `READY`, nothing of that life runs any more. */
export type StartOutcome =
  | { readonly kind: "READY" }
  /** It wants not to run: it stays listed, and nothing is retried. */
  | { readonly kind: "DECLINED"; readonly reason: string }
  | { readonly kind: "FAILED"; readonly reason: string };
