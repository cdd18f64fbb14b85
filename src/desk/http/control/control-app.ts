/**
 * `/control`: commands to the actors of a running desk, for programs on this machine that can read
 * the run's token.
 *
 * ```text
 *   GET  /control/actors/<name>                    what main knows of it
 *   POST /control/actors/<name>/ask/<answer>       the reply of the actor, and what its numbers stand for
 *   POST /control/actors/<name>/<action>           {"reason": "...", "fresh": false}
 * ```
 *
 * No cookie authorises anything, and no page of a browser gets here: a request that names an
 * Origin or comes from another site is refused, and only a body of type JSON is taken. One command
 * at a time, and a second one is told which runs; but a suspension waits for nobody.
 */
import { type Context, Hono } from "hono";
import type { TokenCheck } from "./control-token.ts";
import {
  ACTIONS,
  type Action,
  type ControlFailure,
  type ControlResult,
  type DeskControl,
} from "./desk-control.ts";

/** Longest reason that is kept. Characters. */
const REASON_LENGTH_MAX = 200;

const STATUS_OF = {
  NOT_FOUND: 404,
  NOT_RUNNING: 409,
  CONFLICT: 409,
  TIMEOUT: 504,
  MISTAKES: 422,
  FAILED: 502,
} as const satisfies Record<ControlFailure["kind"], number>;

const NO_BROWSER: ReadonlySet<string> = new Set(["same-origin", "none"]);

/** Builds the routes behind `/control/actors`. */
export function createControlApp(control: DeskControl, isToken: TokenCheck): Hono {
  const app = new Hono();
  let running: string | null = null;

  app.use(async (c, next) => {
    const refusal = refusalOf(c, isToken);
    if (refusal !== null) return refusal;
    await next();
    return undefined;
  });
  app.get("/:name", (c) => {
    const { name } = c.req.param();
    const actor = control.inspect(name);
    return actor === null ? fail(c, noSuch(name, control.names())) : c.json({ ok: true, actor });
  });
  app.post("/:name/ask/:answer", async (c) => {
    const { name, answer: question } = c.req.param();
    const reply = await control.ask(name, question);
    if (!reply.ok) return fail(c, reply.failure);
    return c.json({ ok: true, reply: reply.value, legend: control.legend() });
  });
  app.post("/:name/:action", async (c) => {
    const { name, action } = c.req.param();
    if (!isAction(action)) {
      return fail(c, { kind: "NOT_FOUND", message: `there is no action ${action}` });
    }
    const options = await optionsOf(c);
    if (options === null) return c.json({ ok: false, message: "the body must be JSON" }, 400);
    if (action === "suspend") return answer(c, await control.act(action, name, options));
    if (running !== null) {
      return fail(c, { kind: "CONFLICT", message: `${running} is still being done` });
    }
    running = `${action} of ${name}`;
    try {
      return answer(c, await control.act(action, name, options));
    } finally {
      running = null;
    }
  });
  return app;
}

/** Says that the desk has no actor `name`, and which ones it has. */
export function noSuch(name: string, names: readonly string[]): ControlFailure {
  const message = `the desk has no actor ${name}: it has ${names.toSorted().join(", ")}`;
  return { kind: "NOT_FOUND", message };
}

function refusalOf(c: Context, isToken: TokenCheck): Response | null {
  const site = c.req.header("sec-fetch-site");
  if (c.req.header("origin") !== undefined || (site !== undefined && !NO_BROWSER.has(site))) {
    return c.json({ ok: false, message: "a page of a browser may not command a desk" }, 403);
  }
  const [, token = ""] = /^Bearer ([\w-]{1,200})$/.exec(c.req.header("authorization") ?? "") ?? [];
  if (token === "" || !isToken(token)) {
    c.header("www-authenticate", "Bearer");
    return c.json({ ok: false, message: "the token of the run's folder is needed" }, 401);
  }
  const { method } = c.req;
  if (method === "GET") return null;
  const type = c.req.header("content-type") ?? "";
  if (/^application\/json(?:;|$)/i.test(type)) return null;
  return c.json({ ok: false, message: "the content type must be application/json" }, 415);
}

async function optionsOf(c: Context): Promise<{ reason: string; fresh: boolean } | null> {
  const text = await c.req.text();
  try {
    const body: unknown = text === "" ? {} : JSON.parse(text);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
    const { reason, fresh } = body as { reason?: unknown; fresh?: unknown };
    const said = typeof reason === "string" ? reason.slice(0, REASON_LENGTH_MAX).trim() : "";
    return { reason: said === "" ? "asked by an operator" : said, fresh: fresh === true };
  } catch {
    // What is not JSON is said to be so.
    return null;
  }
}

function answer(c: Context, outcome: ControlResult): Response {
  return outcome.ok ? c.json({ ok: true, ...outcome.value }) : fail(c, outcome.failure);
}

function fail(c: Context, { kind, ...failure }: ControlFailure): Response {
  return c.json({ ok: false, kind, ...failure }, STATUS_OF[kind]);
}

function isAction(text: string): text is Action {
  return (ACTIONS as readonly string[]).includes(text);
}
