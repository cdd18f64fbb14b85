/**
 * TLS 1.3 or nothing, for every client connection of the desk.
 *
 * Bun takes a number where Node takes a name, and its types know `secureOptions` only; each of the
 * two is enforced alone, and both are given so that neither can be lost unseen. Certificates are
 * verified whatever NODE_TLS_REJECT_UNAUTHORIZED says.
 */

const TLS_1_3 = 0x0304;
/** SSL_OP_NO_TLSv1, SSL_OP_NO_TLSv1_1 and SSL_OP_NO_TLSv1_2. */
const NO_TLS_BEFORE_1_3 = 0x1c00_0000;

/** What fetch and WebSocket take as `tls`. */
export type TlsOptions = {
  readonly minVersion: number;
  readonly secureOptions: number;
  readonly rejectUnauthorized: true;
  readonly ca?: string;
};

/** `certificateAuthority` (PEM) replaces the system's authorities, for a venue with its own. */
export function tlsFloor(certificateAuthority?: string): TlsOptions {
  return {
    minVersion: TLS_1_3,
    secureOptions: NO_TLS_BEFORE_1_3,
    rejectUnauthorized: true,
    ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
  };
}
