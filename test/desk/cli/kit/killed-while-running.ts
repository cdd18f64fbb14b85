/** What the test of a killed test runs: a desk under its guard and an exchange, until it is killed. */
import { test } from "bun:test";
import { join } from "node:path";
import { startExchange } from "../../../integration/kit/running-exchange.ts";
import { ChildDesk, ROOT } from "./child-desk.ts";

/** Longer than whoever kills it waits. Milliseconds. */
const NEVER_MS = 600_000;

test(
  "a desk and an exchange run",
  async () => {
    const desk = new ChildDesk([join(ROOT, "config/playback"), "--port", "0"]);
    await Promise.all([desk.url(), startExchange()]);
    process.stdout.write("both run\n");
    await new Promise(() => undefined);
  },
  NEVER_MS,
);
