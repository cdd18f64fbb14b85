/** Why a request has no answer, in the words of `io.ts`, from what Bun's fetch throws. */
import type { IoFailure } from "./io.ts";

const KIND_BY_CODE: ReadonlyMap<string, IoFailure["kind"]> = new Map([
  ["ECONNREFUSED", "REFUSED"],
  ["ECONNRESET", "RESET"],
  ["EPIPE", "RESET"],
  ["ETIMEDOUT", "TIMEOUT"],
  ["EPROTO", "TLS"],
]);

/** Names of OpenSSL's verification errors, and those of Node's own. */
/** Bun's word for a handshake that came to nothing; it does not say which version was missed. */
const NO_HANDSHAKE = "EPROTO";

const TLS_CODE = /^(ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)|CERT|^CRL_/;

/** Never throws, whatever was thrown. */
export function httpFailure(error: unknown): IoFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (typeof code !== "string") return { kind: "OTHER", message };
  const kind = KIND_BY_CODE.get(code) ?? (TLS_CODE.test(code) ? "TLS" : "OTHER");
  if (code === NO_HANDSHAKE) return { kind, message: `the server speaks no TLS 1.3: ${message}` };
  return { kind, message };
}
