/** Who may knock: programs on this machine, and no page from elsewhere. */
import { describe, expect, test } from "bun:test";
import { strangerRefusal } from "../../../../../../src/trading/venue/simulated/wire/front/visitor.ts";

function refusal(headers: Record<string, string>): string | null {
  const url = new URL("http://127.0.0.1:9000/ws-api/v3");
  return strangerRefusal({ url, headers: new Headers(headers) });
}

describe("strangerRefusal", () => {
  test.each([
    {},
    { host: "127.0.0.1:9000" },
    { host: "127.0.0.1" },
    { host: "localhost:9000" },
    { host: "LOCALHOST:19000" },
    { host: "[::1]:9000" },
    { host: "127.0.0.1:9000", origin: "http://127.0.0.1:9000" },
    { host: "localhost:9000", "sec-fetch-site": "none" },
    { host: "localhost:9000", "sec-fetch-site": "same-origin" },
  ] as Record<string, string>[])("lets a program of this machine in: %j", (headers) => {
    expect(refusal(headers)).toBe(null);
  });

  test.each([
    { host: "127.0.0.1:9000", origin: "https://evil.example" },
    { host: "127.0.0.1:9000", origin: "null" },
    { host: "127.0.0.1:9000", origin: "" },
    { host: "127.0.0.1:9000", origin: "http://127.0.0.1:9001" },
    { host: "127.0.0.1:9000", origin: "http://localhost:9000" },
    { host: "127.0.0.1:9000", origin: "https://127.0.0.1:9000" },
    { host: "127.0.0.1:9000", "sec-fetch-site": "cross-site" },
    { host: "127.0.0.1:9000", "sec-fetch-site": "same-site" },
    { host: "127.0.0.1:9000", origin: "http://127.0.0.1:9000", "sec-fetch-site": "cross-site" },
  ] as Record<string, string>[])("refuses a page from elsewhere: %j", (headers) => {
    expect(refusal(headers)).toContain("no page");
  });

  test.each([
    "evil.example",
    "evil.example:9000",
    "127.0.0.1.evil.example:9000",
    "localhost.evil.example",
    "evil.example/127.0.0.1",
    "evil.example@127.0.0.1",
    "127.0.0.1:9000, evil.example",
    "192.168.0.7:9000",
    "0.0.0.0:9000",
    "",
  ])("refuses whoever asks for it by another name, of the page's origin or without: %s", (host) => {
    expect(refusal({ host })).toContain("name of this machine");
    expect(refusal({ host, origin: `http://${host}` })).toContain("name of this machine");
  });
});
