/**
 * Prometheus's text exposition, one family after the other. What the metrics are is the caller's;
 * this knows the format only.
 */
import { assert } from "../../core/assert.ts";
import type { CumulativeBuckets } from "./histogram-summary.ts";

export type MetricType = "counter" | "gauge" | "histogram";
export type Labels = Readonly<Record<string, string>>;

/** What the endpoint must say that it serves. */
export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

export class PrometheusText {
  readonly #lines: string[] = [];
  readonly #families = new Set<string>();
  #family = "";

  /** Begins a family: its samples follow. A family is begun once. */
  family(name: string, type: MetricType, help: string): undefined {
    assert(METRIC_NAME.test(name), `name of a metric is of its alphabet: "${name}"`);
    assert(!this.#families.has(name), `family ${name} is begun once`);
    this.#families.add(name);
    this.#family = name;
    this.#lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`);
  }

  /** One value of the family that was begun last. */
  sample(labels: Labels, value: number): undefined {
    this.#push("", labels, value);
  }

  /** One histogram of the family that was begun last. */
  histogram(labels: Labels, { bounds, counts, count, sum }: CumulativeBuckets): undefined {
    for (const [index, bound] of bounds.entries()) {
      this.#push("_bucket", { ...labels, le: numberText(bound) }, counts[index] ?? 0);
    }
    this.#push("_bucket", { ...labels, le: "+Inf" }, count);
    this.#push("_sum", labels, sum);
    this.#push("_count", labels, count);
  }

  text(): string {
    return this.#lines.map((line) => `${line}\n`).join("");
  }

  #push(suffix: string, labels: Labels, value: number): undefined {
    assert(this.#family !== "", "a sample follows its family");
    const name = `${this.#family}${suffix}`;
    this.#lines.push(`${name}${labelsText(labels)} ${numberText(value)}`);
  }
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    assert(LABEL_NAME.test(name), `name of a label is of its alphabet: "${name}"`);
    return `${name}="${escapeLabel(value)}"`;
  });
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  return String(value);
}

function escapeHelp(help: string): string {
  return help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(value: string): string {
  return escapeHelp(value).replaceAll('"', '\\"');
}
