/** The floor against real servers: one that stops at TLS 1.2, one that speaks 1.3. */
import { describe, expect, test } from "bun:test";
import { tlsFloor } from "../../../src/runtime/io/tls-floor.ts";
import { CERTIFICATE } from "./kit/certificate.ts";
import { answerWith, tlsServer } from "./kit/raw-server.ts";
import { answerTo, SocketLog, testIo } from "./kit/test-io.ts";

const OK = answerWith("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
const TRUSTING = { certificateAuthority: CERTIFICATE };

describe("tlsFloor", () => {
  test("the server of these tests is one that plain fetch would accept with TLS 1.2", async () => {
    const port = await tlsServer({ maxVersion: "TLSv1.2" }, OK);
    const response = await fetch(`https://localhost:${port}/`, { tls: { ca: CERTIFICATE } });
    expect(response.status).toBe(200);
  });

  test("an HTTP request refuses a server that stops at TLS 1.2", async () => {
    const port = await tlsServer({ maxVersion: "TLSv1.2" }, OK);
    const answer = await answerTo(testIo(TRUSTING), new Request(`https://localhost:${port}/`));
    expect(answer).toMatchObject({ status: 0, failure: { kind: "TLS" } });
    expect(answer.failure?.message).toStartWith("the server speaks no TLS 1.3: ");
  });

  test("an HTTP request takes a server of TLS 1.3", async () => {
    const port = await tlsServer({ minVersion: "TLSv1.3" }, OK);
    const answer = await answerTo(testIo(TRUSTING), new Request(`https://localhost:${port}/`));
    expect(answer).toMatchObject({ status: 200, body: "ok", failure: null });
  });

  test("a WebSocket refuses a server that stops at TLS 1.2", async () => {
    const port = await tlsServer({ maxVersion: "TLSv1.2" }, OK);
    const log = new SocketLog(testIo(TRUSTING), `wss://localhost:${port}/`);
    const { kind, message } = await log.closed;
    expect(kind).toBe("FAILED");
    expect(message).toStartWith("the server speaks no TLS 1.3: ");
    expect(message).toContain("PROTOCOL_VERSION");
  });

  test("a WebSocket gets through the handshake of a server of TLS 1.3", async () => {
    const port = await tlsServer({ minVersion: "TLSv1.3" }, OK);
    const log = new SocketLog(testIo(TRUSTING), `wss://localhost:${port}/`);
    expect((await log.closed).message).toContain("Expected 101 status code");
  });

  test.each([
    ["unset", undefined],
    ["0", "0"],
  ])("verifies the certificate when NODE_TLS_REJECT_UNAUTHORIZED is %s", async (_, value) => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    if (value !== undefined) process.env.NODE_TLS_REJECT_UNAUTHORIZED = value;
    try {
      const port = await tlsServer({ minVersion: "TLSv1.3" }, OK);
      const io = testIo();
      const answer = await answerTo(io, new Request(`https://localhost:${port}/`));
      expect(answer.failure?.kind).toBe("TLS");
      const log = new SocketLog(io, `wss://localhost:${port}/`);
      expect((await log.closed).message).toContain("self signed certificate");
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  test.each(["minVersion", "secureOptions"] as const)("%s alone refuses TLS 1.2", async (half) => {
    const port = await tlsServer({ maxVersion: "TLSv1.2" }, OK);
    const tls = { ca: CERTIFICATE, [half]: tlsFloor()[half] };
    expect(fetch(`https://localhost:${port}/`, { tls })).rejects.toThrow("TLS handshake failed");
  });
});
