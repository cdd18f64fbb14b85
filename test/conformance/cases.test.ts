/**
 * The numbered cases of supervision, and where each is told. A test's name begins with the numbers
 * that it tells: `virtual/` tells the decisions alone, on a virtual clock; the rest of `test/` tells
 * them on real worker threads.
 *
 * T-29 (a crash that keeps the instance) has no meaning here: see `threads/README.md`. The stash of
 * T-61 is told of what stands in its place: a topic is what a restart finds again.
 */
import { expect, test } from "bun:test";
import { filesOf, textOf } from "../project.ts";

const VIRTUAL = [
  ..."T-01 T-03 T-05 T-07 T-09 T-11 T-13 T-15 T-17 T-19 T-21 T-23 T-25 T-27".split(" "),
  ..."T-31 T-33 T-35 T-37 T-39 T-41 T-43 T-45 T-47 T-49 T-51 T-53 T-55 T-57 T-59".split(" "),
  ..."T-60a T-60b T-60c T-60d T-60e T-60f T-61 T-63 T-65 T-69 T-71 T-73 T-75 T-77 T-83".split(" "),
];

/** What only threads, calls and logs can show. */
const ELSEWHERE = ["T-67", "T-79", "T-81", "T-85"];

const SELF = "conformance/cases.test.ts";

const NAME = /\b(?:test|each\([\s\S]{0,400}?\))\(\s*["'`]([^"'`]*)/g;
const CASE = /T-\d\d[a-f]?/g;

/** The cases that the names of tests in `files` tell. */
async function told(files: readonly string[]): Promise<Set<string>> {
  const texts = await Promise.all(files.map((file) => textOf(file)));
  const names = texts.flatMap((text) => [...text.matchAll(NAME)].map(([, name = ""]) => name));
  return new Set(names.flatMap((name) => name.match(CASE) ?? []));
}

test("every case of the decisions is told on the virtual clock, and no other", async () => {
  const found = await told(await filesOf("test/conformance/virtual/*.test.ts"));
  expect([...found].toSorted()).toEqual(VIRTUAL.toSorted());
});

test("every other case is told somewhere", async () => {
  const files = (await filesOf("test/**/*.test.ts")).filter((path) => !path.endsWith(SELF));
  const found = await told(files);
  expect(ELSEWHERE.filter((one) => !found.has(one))).toEqual([]);
});
