/** The text format, as https://prometheus.io/docs/instrumenting/exposition_formats/ has it. */
import { describe, expect, test } from "bun:test";
import { PrometheusText } from "../../../src/runtime/telemetry/prometheus.ts";

describe("PrometheusText", () => {
  test("writes families with their help and type, then samples", () => {
    const page = new PrometheusText();
    page.family("outcry_actor_messages_total", "counter", "Messages handled.");
    page.sample({ actor: "risk", type: "intent" }, 12);
    page.sample({ actor: "risk", type: "quote" }, 0.5);
    page.family("outcry_up", "gauge", "Always 1.");
    page.sample({}, 1);
    expect(page.text()).toBe(
      [
        "# HELP outcry_actor_messages_total Messages handled.",
        "# TYPE outcry_actor_messages_total counter",
        'outcry_actor_messages_total{actor="risk",type="intent"} 12',
        'outcry_actor_messages_total{actor="risk",type="quote"} 0.5',
        "# HELP outcry_up Always 1.",
        "# TYPE outcry_up gauge",
        "outcry_up 1",
        "",
      ].join("\n"),
    );
  });

  test("writes a classic histogram: cumulative buckets, +Inf, sum and count", () => {
    const page = new PrometheusText();
    page.family("outcry_hop_seconds", "histogram", "Hop.");
    page.histogram({ hop: "gate" }, { bounds: [1e-6, 2e-6], counts: [1, 3], count: 4, sum: 0.25 });
    expect(page.text().split("\n").slice(2)).toEqual([
      'outcry_hop_seconds_bucket{hop="gate",le="0.000001"} 1',
      'outcry_hop_seconds_bucket{hop="gate",le="0.000002"} 3',
      'outcry_hop_seconds_bucket{hop="gate",le="+Inf"} 4',
      'outcry_hop_seconds_sum{hop="gate"} 0.25',
      'outcry_hop_seconds_count{hop="gate"} 4',
      "",
    ]);
  });

  test("escapes help and labels", () => {
    const page = new PrometheusText();
    page.family("a", "gauge", 'back\\slash, new\nline, "quotes"');
    page.sample({ label: 'back\\slash, new\nline, "quotes"' }, Number.NaN);
    expect(page.text()).toBe(
      '# HELP a back\\\\slash, new\\nline, "quotes"\n# TYPE a gauge\n' +
        'a{label="back\\\\slash, new\\nline, \\"quotes\\""} NaN\n',
    );
  });

  test("writes infinities as the format has them", () => {
    const page = new PrometheusText();
    page.family("a", "gauge", "A.");
    page.sample({}, Number.POSITIVE_INFINITY);
    page.sample({}, Number.NEGATIVE_INFINITY);
    expect(page.text()).toContain("a +Inf\na -Inf\n");
  });

  test("refuses a family twice, a sample before its family, and names of another alphabet", () => {
    const page = new PrometheusText();
    expect(() => page.sample({}, 1)).toThrow("a sample follows its family");
    page.family("a", "gauge", "A.");
    expect(() => page.family("a", "gauge", "A.")).toThrow("family a is begun once");
    expect(() => page.family("a-b", "gauge", "B.")).toThrow("name of a metric");
    expect(() => page.sample({ "a b": "c" }, 1)).toThrow("name of a label");
  });
});
