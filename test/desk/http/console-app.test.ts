/** Metrics, latencies, actors and the page, without a socket. */
import { describe, expect, test } from "bun:test";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { createConsoleApp } from "../../../src/desk/http/console-app.ts";
import { HEALTHY, statusOf, telemetry, viewOf } from "./view-kit.ts";

const reader = telemetry();
const SPINNER = statusOf("spinner", { idle: "spin", holdsSpinToken: true, required: false });
const LOST = { ASK: 1, COMMAND: 0, RECORD: 900, COMPLETION: 0 };
const LOG = statusOf("log", {
  phase: "QUARANTINED",
  reason: "disk full",
  heapBytes: null,
  deadLetters: LOST,
});
const app = createConsoleApp(
  viewOf([...HEALTHY, SPINNER, LOG], {
    telemetryOf: (actor) => (actor === "feed" ? reader : null),
    ringOf: (actor) =>
      actor === "feed" ? { bytes: 512, capacityBytes: 1_024, full: 3, evicted: 2 } : null,
    lags: () => [{ ring: "feed", reader: "risk", records: 17 }],
    deadLetters: () => [
      { actor: "log", cause: "ASK", what: "ask of position: not running", count: 1, msAgo: 1.5 },
    ],
    configMistakes: () => [
      { file: "a.toml", line: 1, column: 2, width: 3, source: "x", message: "y", help: [] },
    ],
  }),
);

describe("/metrics", () => {
  test.each([
    'outcry_build_info{version="0.1.0",bun="1.4.5"} 1',
    'outcry_run_info{run_id="20261125T000000Z-abcd",mode="paper",desk="demo"} 1',
    "outcry_ready 0",
    "outcry_trading_halted 0",
    'outcry_actor_spin_token{actor="spinner"} 1',
    'outcry_actor_spin_token{actor="risk"} 0',
    'outcry_actor_state{actor="log",kind="log",state="quarantined"} 1',
    'outcry_actor_state{actor="log",kind="log",state="ready"} 0',
    'outcry_actor_restarts_total{actor="feed"} 0',
    'outcry_actor_messages_total{actor="feed",type="quote"} 7',
    'outcry_actor_dropped_messages_total{actor="feed",reason="log"} 2',
    'outcry_funnel_total{actor="feed",stage="intents"} 3',
    'outcry_feed_gaps_total{actor="feed"} 1',
    'outcry_actor_events_total{actor="feed",event="odd"} 5',
    'outcry_ring_bytes{ring="feed"} 512',
    'outcry_ring_capacity_bytes{ring="feed"} 1024',
    'outcry_ring_full_total{ring="feed"} 3',
    'outcry_ring_evictions_total{ring="feed"} 2',
    'outcry_reader_lag_records{ring="feed",reader="risk"} 17',
    'outcry_actor_heap_bytes{actor="feed"} 12345678',
    'outcry_actor_dead_letters_total{actor="log",cause="record"} 900',
    'outcry_actor_dead_letters_total{actor="log",cause="command"} 0',
    'outcry_hop_latency_seconds_bucket{actor="feed",hop="decode",le="0.000002"} 1',
    'outcry_hop_latency_seconds_count{actor="feed",hop="decode"} 3',
    'outcry_actor_mailbox_wait_seconds_bucket{actor="feed",type="quote",le="+Inf"} 3',
    'outcry_actor_processing_seconds_count{actor="feed",handler="on.quote"} 3',
  ])("says %s", async (line) => {
    expect((await (await app.request("/metrics")).text()).split("\n")).toContain(line);
  });

  test("is text of Prometheus's format, each family once", async () => {
    const response = await app.request("/metrics");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(families).size).toBe(families.length);
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \S+ .+|[a-z_]+(?:\{[^{}]*\})? [-+.e\w]+)$/);
    }
  });
});

describe("/latency", () => {
  test("has a row for each histogram, hops first, in nanoseconds", async () => {
    const { unit, rows } = (await (await app.request("/latency")).json()) as {
      unit: string;
      rows: Record<string, unknown>[];
    };
    expect(unit).toBe("ns");
    expect(rows.map(({ histogram }) => histogram)).toEqual([
      "feed/hop:decode",
      "feed/wait:quote",
      "feed/handle:on.quote",
    ]);
    expect(rows[0]).toMatchObject({ actor: "feed", group: "hop", name: "decode", count: 3 });
    expect(Object.keys(rows[0] ?? {}).slice(-7)).toEqual([
      "count",
      "p50",
      "p90",
      "p99",
      "p999",
      "p9999",
      "max",
    ]);
  });

  test.each(["feed/hop:decode", "hop:decode"])("%s is an HDR histogram in base64", async (name) => {
    const response = await app.request(`/latency?histogram=${name}`);
    expect(decodeFromCompressedBase64(await response.text()).totalCount).toBe(3);
  });

  test("an unknown histogram is not found", async () => {
    expect((await app.request("/latency?histogram=hop:nothing")).status).toBe(404);
  });
});

describe("/actors", () => {
  test("lists statuses as they are, and the mistakes of files that are not in force", async () => {
    const response = await app.request("/actors");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const body = (await response.json()) as Record<string, unknown[]>;
    expect(body.actors?.at(-1)).toEqual(LOG);
    expect(body.deadLetters).toEqual([
      { actor: "log", cause: "ASK", what: "ask of position: not running", count: 1, msAgo: 2 },
    ]);
    expect(body.config).toHaveLength(1);
    expect(body.status as unknown).toBe("fail");
  });
});

describe("/", () => {
  test("is one page that takes nothing from another host", async () => {
    const response = await app.request("/");
    expect(response.headers.get("content-type")).toStartWith("text/html");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await response.text();
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).toContain('<tbody id="actors">');
  });

  test("its script is valid", async () => {
    const html = await (await app.request("/")).text();
    const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? "";
    expect(script).not.toBe("");
    expect(() => new Bun.Transpiler({ loader: "js" }).transformSync(script)).not.toThrow();
  });
});

describe("the Host", () => {
  test.each([
    ["127.0.0.1:7070", 200],
    ["localhost", 200],
    ["[::1]:7070", 200],
    ["LOCALHOST:1", 200],
    ["evil.example", 403],
    ["localhost.evil.example", 403],
    ["127.0.0.1.evil.example", 403],
  ])("%s gets %i", async (host, status) => {
    expect((await app.request("/actors", { headers: { host } })).status).toBe(status);
  });

  test.each(["/", "/metrics", "/latency", "/actors"])(
    "%s is read and nothing else: OPTIONS says so, and POST is refused",
    async (path) => {
      const options = await app.request(path, { method: "OPTIONS" });
      expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
      const post = await app.request(path, { method: "POST" });
      expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
      const head = await app.request(path, { method: "HEAD" });
      expect([head.status, await head.text()]).toEqual([200, ""]);
    },
  );
});
