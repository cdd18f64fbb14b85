/** How long something waits, by looks from outside. */
import { expect, test } from "bun:test";
import { Lateness } from "../../../../src/desk/run/state/lateness.ts";

const MS = 1e6;

test("nothing waits while all that was published is done", () => {
  const lateness = new Lateness();
  expect(lateness.look(0, 0, 0)).toBe(0);
  expect(lateness.look(7, 7, 500 * MS)).toBe(0);
});

test("what is not done waits since the look that first saw it", () => {
  const lateness = new Lateness();
  lateness.look(7, 7, 0);
  expect(lateness.look(9, 7, 100 * MS)).toBe(0);
  expect(lateness.look(30, 8, 180 * MS)).toBe(80);
  expect(lateness.look(30, 9, 200 * MS)).toBe(0);
});

test("a stream that is always a little behind is never late: what was seen is done at the next look", () => {
  const lateness = new Lateness();
  for (let at = 0; at < 100; at += 1) {
    expect(lateness.look(10 * at + 5, 10 * at, at * 100 * MS)).toBe(0);
  }
});

test("a wait that ends and one that begins at one look are two", () => {
  const lateness = new Lateness();
  lateness.look(5, 0, 0);
  expect(lateness.look(8, 5, 400 * MS)).toBe(0);
  expect(lateness.look(8, 5, 410 * MS)).toBe(10);
});
