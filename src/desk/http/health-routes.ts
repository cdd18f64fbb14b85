/**
 * `/livez`, `/readyz`, `/healthz`: for load balancers, so they answer GET, HEAD and OPTIONS, also by
 * HTTP/1.0 without a Host, and never depend on a framework. The status code says it all; the body
 * is `application/health+json`.
 */
import type { DeskView } from "./desk-view.ts";
import type { HealthCheck, HealthStatus } from "./health-check.ts";
import { isoTime } from "./iso-time.ts";
import { isLive, type Readiness, readinessOf } from "./readiness.ts";
import { durabilityCheck } from "./record/record-checks.ts";

/** How much a desk that is ready has on its disk is asked by nobody, and should be known to all. */
const ALWAYS: ReadonlySet<string> = new Set(["desk:durability"]);

const ALLOWED = "GET, HEAD, OPTIONS";

type Route = (request: Request) => Response;

/** Who is told of what is asked. */
export type HealthListeners = {
  /** Before anybody is told whether the desk is ready. */
  readonly onLook?: () => void;
  /** Of each request for `/readyz`: who sends people here waits for its word. */
  readonly onReadyAsked?: () => void;
};

/** Returns the handlers of the three paths, as `Bun.serve` takes them. */
export function healthRoutes(
  view: DeskView,
  { onLook = () => {}, onReadyAsked = () => {} }: HealthListeners = {},
): Readonly<Record<string, Route>> {
  const ready: Route = (request) => {
    onLook();
    return answer(request, view, readinessOf(view));
  };
  return {
    "/livez": (request) => {
      const status: HealthStatus = isLive(view) ? "pass" : "fail";
      return answer(request, view, { status, checks: [durabilityCheck(view.record())] });
    },
    "/readyz": (request) => {
      onReadyAsked();
      return ready(request);
    },
    "/healthz": ready,
  };
}

function answer(request: Request, view: DeskView, readiness: Readiness): Response {
  if (!ALLOWED.split(", ").includes(request.method)) {
    return new Response(null, { status: 405, headers: { allow: ALLOWED } });
  }
  const status = readiness.status === "fail" ? 503 : 200;
  const headers = {
    "content-type": "application/health+json",
    "cache-control": "no-store",
    allow: ALLOWED,
    // A connection that is kept would be cut at the end of the drain, maybe with a request on its way.
    ...(view.draining ? { connection: "close" } : {}),
  };
  const verbose = /[?&]verbose(?:[=&]|$)/.test(request.url);
  const body = JSON.stringify(documentOf(view, readiness, verbose));
  return new Response(request.method === "HEAD" ? null : body, { status, headers });
}

/** The document; `verbose` lists the checks that pass, too. */
function documentOf(view: DeskView, { status, checks }: Readiness, verbose: boolean): object {
  const time = isoTime();
  const shown = checks
    .filter(({ name, status: itsStatus }) => verbose || itsStatus !== "pass" || ALWAYS.has(name))
    .map(({ root, cause: _cause, ...check }) =>
      verbose && root !== undefined ? { ...check, root } : check,
    );
  const uptime: HealthCheck = {
    name: "outcry:uptime",
    status: "pass",
    observedValue: Math.round(view.uptimeMs / 1_000),
    observedUnit: "s",
  };
  const outputs = shown.flatMap(({ output }) => (output === undefined ? [] : [output]));
  return {
    status,
    version: "1",
    releaseId: view.information.version,
    serviceId: `outcry-${view.name}`,
    description: `desk ${view.name}, mode ${view.mode}`,
    ...(status === "pass" ? {} : { notes: outputs, output: outputs.join("; ") }),
    checks: Object.fromEntries(
      [...shown, uptime].map(({ name, ...check }) => [
        name,
        [{ componentType: componentTypeOf(name), ...check, time }],
      ]),
    ),
  };
}

function componentTypeOf(name: string): string {
  return /^(outcry|main|desk):/.test(name) ? "system" : "component";
}
