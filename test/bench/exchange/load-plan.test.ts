/** What a second of the held load is. */
import { expect, test } from "bun:test";
import { COMMANDS_PER_ORDER, commandAt } from "../../../bench/exchange/load-plan.ts";

test("a load of 5,000 orders places so many, and cancels each right behind its placing", () => {
  const commands = Array.from({ length: 5_000 * COMMANDS_PER_ORDER }, (_, index) =>
    commandAt(index, "h"),
  );
  const idsOf = (wanted: string) =>
    commands.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  expect(new Set(idsOf("PLACE")).size).toBe(5_000);
  expect(idsOf("CANCEL")).toEqual(idsOf("PLACE"));
  expect(commands.findIndex(({ kind }) => kind === "CANCEL")).toBe(1);
});
