/** Our certificate before judges that did not write it: Node's parser, and a server that shows it. */
import { describe, expect, test } from "bun:test";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { selfSigned } from "../../../../src/runtime/io/tls/self-signed.ts";
import { atEnd } from "../../../kit/at-end.ts";

const LOCAL = { host: "localhost", addresses: ["127.0.0.1", "10.0.200.7"] };

/** What a client that trusts `ca` alone is answered by a server with this pair. */
async function ask(host: string, pair: { key: string; cert: string }, ca: string): Promise<string> {
  const fetchOk = () => new Response("ok");
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", tls: pair, fetch: fetchOk });
  atEnd(() => void server.stop(true));
  return fetch(`https://${host}:${server.port}/`, { tls: { ca } }).then(
    (response) => response.text(),
    (error: { readonly code: string }) => error.code,
  );
}

describe("selfSigned", () => {
  test("is a certificate of version 3 that its own key has signed", () => {
    const { key, cert } = selfSigned(LOCAL);
    const read = new X509Certificate(cert);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(read.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(read.subject).toBe("CN=localhost");
    expect(read.issuer).toBe(read.subject);
    expect(read.ca).toBe(true);
  });

  test("is of another key than the one that signed another", () => {
    const first = new X509Certificate(selfSigned(LOCAL).cert);
    const second = new X509Certificate(selfSigned(LOCAL).cert);
    expect(first.verify(second.publicKey)).toBe(false);
    expect(first.serialNumber).not.toBe(second.serialNumber);
  });

  test("names its host and its addresses, and no other", () => {
    const read = new X509Certificate(selfSigned(LOCAL).cert);
    expect(read.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:10.0.200.7");
    expect(read.checkHost("localhost")).toBe("localhost");
    expect(read.checkHost("example.com")).toBeUndefined();
    expect(read.checkIP("10.0.200.8")).toBeUndefined();
  });

  test("is valid on any day: a wrong clock does not end it", () => {
    const read = new X509Certificate(selfSigned(LOCAL).cert);
    expect([read.validFrom, read.validTo]).toEqual([
      "Jan  1 00:00:00 2000 GMT",
      "Dec 31 23:59:59 9999 GMT",
    ]);
  });

  test("can be made for a name that needs a length of two bytes", () => {
    const host = `${"long-name.".repeat(20)}test`;
    expect(new X509Certificate(selfSigned({ host, addresses: [] }).cert).subject).toBe(
      `CN=${host}`,
    );
  });

  test("is taken by a client that has it as authority, by name and by address", async () => {
    const pair = selfSigned(LOCAL);
    expect(await ask("localhost", pair, pair.cert)).toBe("ok");
    expect(await ask("127.0.0.1", pair, pair.cert)).toBe("ok");
  });

  test("is refused by a client that has another one of the same name as authority", async () => {
    const answer = await ask("localhost", selfSigned(LOCAL), selfSigned(LOCAL).cert);
    expect(answer).toMatch(/SIGN|CERT/);
  });
});
