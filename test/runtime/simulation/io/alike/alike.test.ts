/** The simulated I/O behaves as the real one: each case in both worlds, and the parties hear the same. */
import { describe, expect, test } from "bun:test";
import { HTTP_CASES } from "./http-cases.ts";
import { type Case, SOCKET_CASES } from "./socket-cases.ts";
import { RealWorld, SimulatedWorld, type World } from "./world.ts";

async function playedIn(world: World, run: Case) {
  await run(world);
  await world.rest();
  return { client: world.client.heard, server: world.server.heard };
}

describe("a socket", () => {
  test.each(Object.entries(SOCKET_CASES))("%s", async (_name, run) => {
    const real = await playedIn(new RealWorld(), run);
    expect(await playedIn(new SimulatedWorld(), run)).toEqual(real);
  });
});

describe("an HTTP request", () => {
  test.each(Object.entries(HTTP_CASES))("%s", async (_name, run) => {
    const real = await playedIn(new RealWorld(), run);
    expect(await playedIn(new SimulatedWorld(), run)).toEqual(real);
  });
});
