/** What a client asks for by the address that it connects to. */
import type { TimeUnit } from "../answer/numbers.ts";

export type StreamPath = {
  /** Streams from the start. */
  readonly names: readonly string[];
  /** Whether payloads come with the name of their stream. */
  readonly isCombined: boolean;
  readonly unit: TimeUnit;
};

/**
 * Reads path and query of an upgrade to market streams; null when there are none at that path.
 *
 * @param query Without its question mark.
 *
 * @example
 * ```ts
 * streamPath("/ws/btcusdt@trade", "");
 * // => { names: ["btcusdt@trade"], isCombined: false, unit: "MILLISECOND" }
 * streamPath("/stream", "streams=a@trade/b@depth&timeUnit=MICROSECOND");
 * // => { names: ["a@trade", "b@depth"], isCombined: true, unit: "MICROSECOND" }
 * streamPath("/api/v3/ping", ""); // => null
 * ```
 */
export function streamPath(path: string, query: string): StreamPath | null {
  const params = new URLSearchParams(query);
  const unit = timeUnitOf(params.get("timeUnit"));
  if (path === "/ws" || path.startsWith("/ws/")) {
    return { names: namesOf(decoded(path.slice("/ws/".length))), isCombined: false, unit };
  }
  if (path !== "/stream" && path !== "/stream/") return null;
  return { names: namesOf(params.get("streams") ?? ""), isCombined: true, unit };
}

/** In capitals or small letters; anything else is milliseconds. */
export function timeUnitOf(text: string | null): TimeUnit {
  return text === "MICROSECOND" || text === "microsecond" ? "MICROSECOND" : "MILLISECOND";
}

function namesOf(text: string): readonly string[] {
  return [...new Set(text.split("/").filter((name) => name !== ""))];
}

/** As it is when it is no percent-encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
