/** A beat's causes: the same words for as long as the same thing is wrong. */
import { expect, test } from "bun:test";
import { beatOf } from "../../../../src/desk/run/chronicle/beat-of.ts";
import { viewOf } from "../../http/view-kit.ts";

test("the cause of a gateway that takes no orders is the same in each second, though its age is not", () => {
  const beatAfter = (forS: number) => {
    const why = { fresh: false, reason: "reconciling", complaint: "takes no new orders" };
    const view = viewOf(undefined, { freshness: () => [{ actor: "feed", ...why, forS }] });
    return beatOf({ ...view, trading: "ACTIVE" });
  };
  expect(beatAfter(3)).toMatchObject({
    ready: "FAIL",
    causes: [{ actor: "feed", reason: "feed takes no new orders: reconciling" }],
  });
  expect(beatAfter(4)).toEqual(beatAfter(3));
});
