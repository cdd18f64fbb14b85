/** The bytes of a unix socket's address, and where there is none to speak to. */
import { expect, test } from "bun:test";
import {
  addressOf,
  openNotifySocket,
} from "../../../../src/runtime/supervisor/guard/notify-socket.ts";

test("a path ends with a zero, an abstract name begins with one", () => {
  expect([...(addressOf("/a") ?? [])]).toEqual([1, 0, 47, 97, 0]);
  expect([...(addressOf("@a") ?? [])]).toEqual([1, 0, 0, 97]);
});

test.each(["", "relative", "vsock:2:1234", `/${"x".repeat(107)}`])(
  "BR-46: %p is no address: nothing is opened",
  (address) => {
    expect(addressOf(address)).toBeNull();
    expect(openNotifySocket(address)).toBeNull();
  },
);

test("a manager that is not there is no error", () => {
  expect(openNotifySocket("/nowhere/at/all")?.send("READY=1")).toBe(false);
});
