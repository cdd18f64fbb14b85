/** Commands to a running desk over its console: who may give them, and what comes back. */
import { describe, expect, test } from "bun:test";
import { failWith, succeed } from "../../../../src/core/result.ts";
import { createConsoleApp } from "../../../../src/desk/http/console-app.ts";
import { checkOf } from "../../../../src/desk/http/control/control-token.ts";
import type { DeskControl } from "../../../../src/desk/http/control/desk-control.ts";
import { viewOf } from "../view-kit.ts";

const TOKEN = "s3cret_-token";
const JSON_BODY = "application/json";

const LEGEND = { actors: [{ number: 1, name: "feed" }], instruments: [] };

type Done = { action: string; name: string; reason: string; fresh: boolean };

/** A desk of one actor that writes down what it is told. */
function desk(change: Partial<DeskControl> = {}) {
  const done: Done[] = [];
  const control: DeskControl = {
    names: () => ["risk", "feed"],
    inspect: (name) => (name === "feed" ? { name, phase: "READY" } : null),
    ask: async (_name, answer) =>
      answer === "position"
        ? succeed({ lots: 3 })
        : failWith({ kind: "NOT_RUNNING", message: "restarting" }),
    legend: () => LEGEND,
    act: async (action, name, { reason, fresh }) => {
      done.push({ action, name, reason, fresh });
      return succeed({ message: `${name}: ${action}`, data: { pauseMs: 2 } });
    },
    ...change,
  };
  return { app: createConsoleApp(viewOf(), { control, isToken: checkOf(TOKEN) }), done };
}

function command(body: string | undefined = "{}", headers: Record<string, string> = {}) {
  const all = { authorization: `Bearer ${TOKEN}`, "content-type": JSON_BODY, ...headers };
  return { method: "POST", headers: all, ...(body === undefined ? {} : { body }) };
}

describe("/control", () => {
  test("does what is asked, with its reason, and says what was measured", async () => {
    const { app, done } = desk();
    const body = JSON.stringify({ reason: "new code", fresh: true });
    const response = await app.request("/control/actors/feed/restart", command(body));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      ok: true,
      message: "feed: restart",
      data: { pauseMs: 2 },
    });
    expect(done).toEqual([{ action: "restart", name: "feed", reason: "new code", fresh: true }]);
  });

  test("shows one actor, and the reply of one to a question", async () => {
    const { app } = desk();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const actor = await app.request("/control/actors/feed", { headers });
    expect(await actor.json()).toEqual({ ok: true, actor: { name: "feed", phase: "READY" } });
    const reply = await app.request("/control/actors/feed/ask/position", command());
    expect(await reply.json()).toEqual({ ok: true, reply: { lots: 3 }, legend: LEGEND });
  });

  test("an actor that restarts answers at once that it does", async () => {
    const { app } = desk();
    const reply = await app.request("/control/actors/feed/ask/age", command());
    expect(reply.status).toBe(409);
    expect(await reply.json()).toMatchObject({ ok: false, message: "restarting" });
  });

  const refused: readonly [string, RequestInit, number][] = [
    ["no token", command("{}", { authorization: "" }), 401],
    ["a wrong token", command("{}", { authorization: `Bearer ${TOKEN}x` }), 401],
    ["a token by another scheme", command("{}", { authorization: `Basic ${TOKEN}` }), 401],
    ["the Origin of a page", command("{}", { origin: "http://127.0.0.1:7070" }), 403],
    ["another site", command("{}", { "sec-fetch-site": "cross-site" }), 403],
    ["a form's content type", command("a=b", { "content-type": "text/plain" }), 415],
    ["a rebound name", command("{}", { host: "evil.example" }), 403],
    ["a body that is not JSON", command("{"), 400],
    ["a body that is no object", command("[1]"), 400],
    ["a method that is not POST", { ...command(), method: "PUT" }, 405],
  ];
  // S-123
  test.each(refused)("%s is refused, and nothing is done", async (_what, request, status) => {
    const { app, done } = desk();
    const response = await app.request("/control/actors/feed/restart", request);
    expect(response.status).toBe(status);
    expect(done).toEqual([]);
  });

  test("what is not there is named", async () => {
    const { app } = desk();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const actor = await app.request("/control/actors/nobody", { headers });
    expect(actor.status).toBe(404);
    expect(await actor.json()).toMatchObject({
      message: "the desk has no actor nobody: it has feed, risk",
    });
    const action = await app.request("/control/actors/feed/explode", command());
    expect(action.status).toBe(404);
  });

  test("one command runs at a time, and the next one hears which", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { app } = desk({
      act: async () => {
        await promise;
        return succeed({ message: "done" });
      },
    });
    const first = app.request("/control/actors/feed/swap", command());
    const second = await app.request("/control/actors/feed/restart", command());
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({ message: "swap of feed is still being done" });
    resolve(undefined);
    expect((await first).status).toBe(200);
    expect((await app.request("/control/actors/feed/swap", command())).status).toBe(200);
  });

  // S-123
  test("a suspension waits for no other command", async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { app } = desk({
      act: async (action) => {
        if (action === "swap") await promise;
        return succeed({ message: action });
      },
    });
    const swap = app.request("/control/actors/feed/swap", command());
    expect((await app.request("/control/actors/feed/suspend", command())).status).toBe(200);
    resolve(undefined);
    expect((await swap).status).toBe(200);
  });

  test("a console without commands takes none", async () => {
    const app = createConsoleApp(viewOf());
    expect((await app.request("/control/actors/feed/restart", command())).status).toBe(405);
  });
});
