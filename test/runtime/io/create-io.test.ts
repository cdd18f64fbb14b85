/** What holds for every operation of an incarnation's I/O. */
import { describe, expect, test } from "bun:test";
import type { Io } from "../../../src/runtime/io/io.ts";
import { testIo } from "./kit/test-io.ts";

const SILENT = { open: () => undefined, message: () => undefined, close: () => undefined };
const DEAF = { ...SILENT, request: () => undefined, pong: () => undefined, drain: () => undefined };

const OPERATIONS: readonly [string, (io: Io) => unknown][] = [
  ["http", (io) => io.http(new Request("http://127.0.0.1:1/"), () => undefined)],
  ["socket", (io) => io.socket("ws://127.0.0.1:1/", SILENT)],
  ["listen", (io) => io.listen({ port: 0 }, DEAF)],
  ["appendFile", (io) => io.appendFile("/dev/null")],
  ["readFile", (io) => io.readFile("/dev/null", () => undefined, { bytesMax: 1 })],
];

describe("createIo", () => {
  test.each(OPERATIONS)("%s begins nothing once the incarnation has ended", (_, begin) => {
    const io = testIo();
    io.close();
    io.close();
    expect(() => begin(io)).toThrow("Invariant: I/O is begun by an incarnation that lives");
  });
});
