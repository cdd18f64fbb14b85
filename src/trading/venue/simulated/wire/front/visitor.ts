/**
 * Who may knock at a venue's port on loopback: programs, and no page of a browser from elsewhere.
 *
 * A browser lets any page open a WebSocket to loopback, and send what needs no preflight; it says where
 * the page is from. A page whose own name was pointed at 127.0.0.1 is of the same origin to a browser,
 * and gives itself away by the name that it asks for. Programs send neither an `Origin` nor a foreign
 * name, so nothing is asked of them.
 */

/** Names of this machine to itself; the port is anybody's, behind a tunnel for instance. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
/** Typed into a browser, or of the venue's own answer. */
const OWN_SITES: readonly string[] = ["none", "same-origin"];

/** What is asked, of which only the head counts. */
export type Visit = {
  readonly url: Pick<URL, "protocol" | "host">;
  readonly headers: Pick<Headers, "get">;
};

/** Returns why it is turned away, whatever it asks for; null: it may come in. */
export function strangerRefusal({ url, headers }: Visit): string | null {
  const host = headers.get("host") ?? url.host;
  if (!LOOPBACK.test(host)) return "the exchange is asked for by a name of this machine alone";
  const origin = headers.get("origin");
  const isOwn = origin === null || origin === `${url.protocol}//${host}`;
  const site = headers.get("sec-fetch-site");
  const isOwnSite = site === null || OWN_SITES.includes(site);
  return isOwn && isOwnSite ? null : "no page of a browser may use the exchange";
}
