/** The kinds of failure, by what is thrown. */
import { describe, expect, test } from "bun:test";
import { httpFailure } from "../../../src/runtime/io/http-failure.ts";

describe("httpFailure", () => {
  test.each([
    ["ECONNREFUSED", "REFUSED"],
    ["ECONNRESET", "RESET"],
    ["EPIPE", "RESET"],
    ["ETIMEDOUT", "TIMEOUT"],
    ["EPROTO", "TLS"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "TLS"],
    ["CERT_HAS_EXPIRED", "TLS"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "TLS"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "TLS"],
    ["ENOTFOUND", "OTHER"],
    ["constructor", "OTHER"],
  ] as const)("%s is %s", (code, kind) => {
    const error = Object.assign(new Error("why"), { code });
    const message = code === "EPROTO" ? "the server speaks no TLS 1.3: why" : "why";
    expect(httpFailure(error)).toEqual({ kind, message });
  });

  test.each([[new Error("why")], ["why"]])("what has no code is OTHER", (thrown) => {
    expect(httpFailure(thrown)).toEqual({ kind: "OTHER", message: "why" });
  });
});
