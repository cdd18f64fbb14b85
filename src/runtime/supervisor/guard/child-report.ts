/** What a guarded process says to its guard, over the channel between them: plain JSON, all of it bounded. */

/** Any report is a beat, too. */
export type ChildReport =
  /** Its main thread turns. */
  | { readonly kind: "BEAT" }
  /** It begins, and will take a while. */
  | { readonly kind: "STARTING"; readonly step: string }
  /** Where it keeps the files of its run: its next life takes them over. */
  | { readonly kind: "FOLDER"; readonly folder: string }
  /** It can be relied on from now on; `text` says where it is reached. */
  | { readonly kind: "READY"; readonly text: string }
  /** It is on its way out, in order. */
  | { readonly kind: "DRAINING"; readonly reason: string };

/** Longest text of a report; the rest is cut. Characters. */
const TEXT_MAX = 4_096;

/** Which text each kind carries. */
const TEXT_OF = {
  BEAT: null,
  STARTING: "step",
  FOLDER: "folder",
  READY: "text",
  DRAINING: "reason",
} as const satisfies Record<ChildReport["kind"], string | null>;

/**
 * Returns the report that `message` is, or null when it is none.
 *
 * ```ts
 * readReport({ kind: "FOLDER", folder: "run/1", more: 1 }) // => { kind: "FOLDER", folder: "run/1" }
 * readReport({ kind: "FOLDER" }) // => null
 * ```
 */
export function readReport(message: unknown): ChildReport | null {
  if (typeof message !== "object" || message === null) return null;
  const given = message as Readonly<Record<string, unknown>>;
  const { kind } = given;
  if (typeof kind !== "string" || !isKind(kind)) return null;
  const member = TEXT_OF[kind];
  if (member === null) return { kind: "BEAT" };
  const text = given[member];
  if (typeof text !== "string") return null;
  return { kind, [member]: text.slice(0, TEXT_MAX) } as ChildReport;
}

function isKind(kind: string): kind is ChildReport["kind"] {
  return Object.hasOwn(TEXT_OF, kind);
}
