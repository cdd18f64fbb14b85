/** Whom chaos kills. */
import { describe, expect, test } from "bun:test";
import { drawVictim } from "../../../src/desk/run/chaos.ts";
import { statusOf } from "../http/view-kit.ts";

describe("drawVictim", () => {
  const actors = ["feed", "risk", "log", "strategy"].map((name) =>
    statusOf(name, name === "log" ? { phase: "BACKOFF" } : {}),
  );

  test("draws each actor that runs, and no other", () => {
    const drawn = [0, 0.4, 0.9, 0.999_999].map((unit) => drawVictim(actors, unit));
    expect(drawn).toEqual(["feed", "risk", "strategy", "strategy"]);
  });

  test("draws nobody where nobody runs", () => {
    expect(drawVictim([statusOf("feed", { phase: "STARTING" })], 0.5)).toBeNull();
  });
});
