/**
 * The console behind the health routes: metrics, latencies and actors as documents, and a page for
 * people. It reads a {@link DeskView} and knows nothing of how it is made.
 */
import { Hono } from "hono";
import type { ActorStatus } from "../../runtime/supervisor/actor-status.ts";
import { PROMETHEUS_CONTENT_TYPE } from "../../runtime/telemetry/prometheus.ts";
import { CONSOLE_PAGE } from "./console-page.ts";
import { createControlApp } from "./control/control-app.ts";
import type { TokenCheck } from "./control/control-token.ts";
import type { DeskControl } from "./control/desk-control.ts";
import type { DeskView } from "./desk-view.ts";
import { histogramText, latencyRows } from "./latency-table.ts";
import { metricsText } from "./metrics-text.ts";
import { readinessOf } from "./readiness.ts";

/** Names by which this machine reaches itself; any other Host is a rebound name. */
const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** Everything beside `/control` is read, and changes nothing. */
const ALLOW = { allow: "GET, HEAD, OPTIONS" };
const CONTROL = "/control/";
const PLAIN = { "content-type": "text/plain; charset=utf-8" };

/** Nothing but the page's own inline script and style, and no framing. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; frame-ancestors 'none'";

/** Who may command the desk, and what they reach. */
export type ConsoleControl = { readonly control: DeskControl; readonly isToken: TokenCheck };

/** Builds the app around `view`. Without `commands` nothing can be done here. */
export function createConsoleApp(view: DeskView, commands: ConsoleControl | null = null): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const host = c.req.header("host");
    // HTTP/1.0 has no Host, and no browser speaks it.
    if (host !== undefined && !LOOPBACK_HOST.test(host)) {
      return c.text("This console answers to loopback names only\n", 403);
    }
    const { method, path } = c.req;
    const isCommand = commands !== null && method === "POST" && path.startsWith(CONTROL);
    if (method === "GET" || method === "HEAD" || isCommand) await next();
    else c.res = new Response(null, { status: method === "OPTIONS" ? 204 : 405, headers: ALLOW });
    c.header("cache-control", "no-store");
    if (view.draining) c.header("connection", "close");
    c.header("x-content-type-options", "nosniff");
    return undefined;
  });
  if (commands !== null) {
    app.route(`${CONTROL}actors`, createControlApp(commands.control, commands.isToken));
  }
  return app
    .get("/", (c) => {
      c.header("content-security-policy", PAGE_POLICY);
      return c.html(CONSOLE_PAGE);
    })
    .get("/metrics", (c) => {
      c.header("content-type", PROMETHEUS_CONTENT_TYPE);
      return c.body(metricsText(view));
    })
    .get("/latency", (c) => {
      const name = c.req.query("histogram");
      if (name === undefined) return c.json({ unit: "ns", rows: latencyRows(view) });
      const text = histogramText(view, name);
      if (text !== null) return c.body(text, 200, PLAIN);
      return c.body(`No histogram is named ${name}\n`, 404, PLAIN);
    })
    .get("/trading", (c) => c.json(view.tradingView()))
    .get("/actors", (c) => {
      const { name: desk, mode, halted, draining } = view;
      const { status } = readinessOf(view);
      return c.json({
        desk,
        mode,
        status,
        uptimeMs: Math.round(view.uptimeMs),
        halted,
        draining,
        record: view.record(),
        actors: view.actors().map(inWholeMs),
        deadLetters: view.deadLetters().map((one) => ({ ...one, msAgo: Math.round(one.msAgo) })),
        config: view.configMistakes(),
      });
    });
}

/** A document for people and scripts: fractions of a millisecond say nothing in it. */
function inWholeMs(actor: ActorStatus): ActorStatus {
  const { heartbeatAgeMs, restartedMsAgo } = actor;
  return {
    ...actor,
    heartbeatAgeMs: Math.round(heartbeatAgeMs),
    restartedMsAgo: restartedMsAgo === null ? null : Math.round(restartedMsAgo),
  };
}
