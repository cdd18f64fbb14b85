/** The page of the test kit shows what is run. */
import { expect, test } from "bun:test";
import { textOf } from "../../project.ts";

test("docs/testing.md shows the example that is run, in about ten lines", async () => {
  const [, shown = "nothing"] = /```ts\n([\s\S]*?)```/.exec(await textOf("docs/testing.md")) ?? [];
  expect(await textOf("test/desk/testing/example.test.ts")).toEndWith(shown);
  expect(shown.trim().split("\n").length).toBeLessThanOrEqual(12);
});
