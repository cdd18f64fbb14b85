/** What was thrown, as it crosses a thread. */
import { expect, test } from "bun:test";
import { HIDDEN, keepSecret } from "../../../src/core/secret-words.ts";
import { plainErrorOf } from "../../../src/runtime/actor/plain-error.ts";

const SECRET = "sekret-of-plain-error";
keepSecret(SECRET);

test("an error loses the secrets of its message and of its stack", () => {
  const { name, message, stack } = plainErrorOf(new RangeError(`no key ${btoa(`${SECRET}!`)}`));
  expect([name, message]).toEqual(["RangeError", expect.stringContaining(`no key ${HIDDEN}`)]);
  expect(stack).toContain(`RangeError: no key ${HIDDEN}`);
  expect(stack).toContain("plain-error.test.ts");
});

test("whatever else was thrown is a text, without them too", () => {
  const plain = { name: "Error", message: `it is ${HIDDEN}`, stack: "" };
  expect(plainErrorOf(`it is ${SECRET}`)).toEqual(plain);
});
