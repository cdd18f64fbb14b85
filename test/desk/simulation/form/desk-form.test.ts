/** What is drawn of a seed's desk: each form is there, with each other, and none changes anything else. */
import { beforeAll, describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { drawDeskForm, withDeskForm } from "../../../../src/desk/simulation/form/desk-form.ts";
import {
  type LoadedDesk,
  loadForSimulation,
} from "../../../../src/desk/simulation/world/loaded-desk.ts";
import { readVenueKey } from "../../../../src/trading/venue/binance/signing/key-text.ts";

const ROOT = resolve(import.meta.dir, "../../../..");
const forms = Array.from({ length: 400 }, (_, seed) => drawDeskForm(seed));
const PLAIN = { key: "HMAC", orderRoute: "WEBSOCKET", isRestless: false } as const;
const OTHER = { key: "ED25519", orderRoute: "REST", isRestless: false } as const;

describe("drawDeskForm", () => {
  test("draws the same for the same seed", () => {
    expect(drawDeskForm(7)).toEqual(forms[7] ?? PLAIN);
  });

  test("draws each with and without each other, a key that logs on and amendments in about half", () => {
    const drawn = new Set(forms.map((form) => JSON.stringify(form)));
    expect(drawn.size).toBe(8);
    expect(forms.filter(({ key }) => key === "ED25519").length).toBeWithin(160, 241);
    expect(forms.filter(({ isRestless }) => isRestless).length).toBeWithin(160, 241);
    expect(forms.filter(({ orderRoute }) => orderRoute === "REST").length).toBeWithin(80, 161);
  });
});

describe("withDeskForm", () => {
  let demo: LoadedDesk;
  let playback: LoadedDesk;
  const load = async (folder: string) => {
    const desk = await loadForSimulation(resolve(ROOT, folder), ROOT);
    if (!desk.ok) throw new Error(JSON.stringify(desk.failure));
    return desk.value;
  };
  const argsOf = ({ plan }: LoadedDesk, actor: string) =>
    plan.actors.find(({ name }) => name === actor)?.args ?? {};
  const signedIn = (loaded: LoadedDesk) => {
    const { apiKey, secret } = argsOf(loaded, "execution-binance");
    const key = readVenueKey(Buffer.from(String(apiKey)), Buffer.from(String(secret)));
    return key.ok ? key.value.algorithm : key.failure;
  };

  beforeAll(async () => {
    demo = await load("config/demo");
    playback = await load("config/playback");
  });

  test("gives the gateway the other key of its account, and its orders the other way", () => {
    const formed = withDeskForm(demo, OTHER);
    expect(signedIn(formed)).toBe("ED25519");
    expect(argsOf(formed, "execution-binance").orderRoute).toBe("REST");
    expect(argsOf(formed, "execution-binance").endpoint).toBe("actor:venue-exchange");
  });

  test("is the desk of the files with the plainest form", () => {
    expect(withDeskForm(demo, PLAIN).plan).toEqual(demo.plan);
    expect(signedIn(demo)).toBe("HMAC");
  });

  test("changes no other actor, and no desk without an exchange of its own", () => {
    const others = ({ plan }: LoadedDesk) =>
      plan.actors.filter(({ name }) => name !== "execution-binance");
    expect(others(withDeskForm(demo, OTHER))).toEqual([...others(demo)]);
    expect(withDeskForm(playback, OTHER)).toBe(playback);
  });
});
