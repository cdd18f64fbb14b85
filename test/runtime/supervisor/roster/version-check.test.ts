/** Wires whose ends mean two things by one message's name. */
import { describe, expect, test } from "bun:test";
import {
  findVersionMismatch,
  wiresOf,
} from "../../../../src/runtime/supervisor/roster/version-check.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";

describe("findVersionMismatch", () => {
  test("is null where both ends agree, or nothing is wired", async () => {
    const [ping, pong] = [await specOf("ping"), await specOf("pong", { reads: [reading("ping")] })];
    const wires = wiresOf([ping, pong], [ping, pong]);
    expect(wires).toEqual([{ reader: pong, writer: ping }]);
    expect(findVersionMismatch(wires)).toBeNull();
    expect(findVersionMismatch([])).toBeNull();
  });

  test("names reader, writer, message and both versions", async () => {
    const [ping, pong] = [await specOf("ping"), await specOf("pong")];
    const { ball } = ping.inspection.out;
    const schema = { name: "kit-ball", version: 3, fields: [] };
    const out = { ball: { ...ball, schema, hash: "" } };
    const writer = { ...ping, inspection: { ...ping.inspection, out } };
    expect(findVersionMismatch([{ reader: pong, writer }])).toBe(
      "pong reads kit-ball version 1, and ping says version 3",
    );
  });
});
