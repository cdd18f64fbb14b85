/**
 * TLS where nothing is encrypted: only who would refuse whom, and for which reason.
 *
 * A client of the desk speaks 1.3 or nothing, and knows no authority but the one that it is given.
 */
import type { IoFailure, KeyPair, ListenTls } from "../../io/io.ts";

/** A text that stands for a key, and one for its certificate. */
export function simulatedPair(number: number): KeyPair {
  return { key: `SIMULATED KEY ${number}\n`, cert: `SIMULATED CERTIFICATE ${number}\n` };
}

/** How a client asks. */
export type Approach = { readonly isSecure: boolean; readonly authority: string | undefined };

/** Why client and server do not come together; null when they do. */
export function handshakeFailure(
  tls: ListenTls | undefined,
  { isSecure, authority }: Approach,
): IoFailure | null {
  if (!isSecure) {
    if (tls === undefined) return null;
    return { kind: "RESET", message: "The socket connection was closed unexpectedly" };
  }
  if (tls === undefined || tls.versionMax === "1.2") {
    return { kind: "TLS", message: "the server speaks no TLS 1.3" };
  }
  if (tls.cert !== authority) return { kind: "TLS", message: "self signed certificate" };
  return null;
}

/** Of a URL's protocol: `https:` or `wss:`. */
export function speaksTls({ protocol }: URL): boolean {
  return protocol === "https:" || protocol === "wss:";
}
