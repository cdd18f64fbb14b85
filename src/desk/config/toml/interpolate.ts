/**
 * `${env:NAME}`, `${env:NAME:-default}` and `${file:path}` inside the texts of a desk's files, so
 * that a secret is never written into one. Texts only, and no nesting.
 */
import { readFileSync } from "node:fs";
import type { Result } from "../../../core/result.ts";
import { failWith, succeed } from "../../../core/result.ts";

/** Largest file that may stand for a text. */
const FILE_BYTES_MAX = 65_536;

const OPENING = "$" + "{";
const WAYS = `\${env:NAME}, \${env:NAME:-default} or \${file:path}`;
const PLACEHOLDER = /\$\{([^}]*)\}/g;

export type Interpolation = {
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Returns `text` with every placeholder replaced, or a sentence about the first that cannot be. */
export function interpolate(text: string, from: Interpolation): Result<string, string> {
  if (!text.includes(OPENING)) return succeed(text);
  let failure: string | null = null;
  const value = text.replace(PLACEHOLDER, (whole, inside: string) => {
    const resolved = resolve(inside, from);
    if (resolved.ok) return resolved.value;
    failure ??= resolved.failure;
    return whole;
  });
  if (text.replace(PLACEHOLDER, "").includes(OPENING)) failure ??= `${OPENING} without its }`;
  return failure === null ? succeed(value) : failWith(failure);
}

function resolve(inside: string, from: Interpolation): Result<string, string> {
  const [source = "", ...rest] = inside.split(":");
  const argument = rest.join(":");
  switch (source) {
    case "env":
      return readEnvironment(argument, from);
    case "file":
      return readFile(argument);
    case "vault":
      return failWith(`\${vault: is not available yet: use ${WAYS}`);
    default:
      return failWith(`cannot resolve \${${inside}}: use ${WAYS}`);
  }
}

function readEnvironment(argument: string, from: Interpolation): Result<string, string> {
  const at = argument.indexOf(":-");
  const name = at === -1 ? argument : argument.slice(0, at);
  const { environment } = from;
  const set = Object.hasOwn(environment, name) ? environment[name] : undefined;
  const value = set ?? (at === -1 ? undefined : argument.slice(at + 2));
  return value === undefined ? failWith(`environment variable ${name} is not set`) : succeed(value);
}

function readFile(path: string): Result<string, string> {
  try {
    const text = readFileSync(path, "utf8");
    return text.length > FILE_BYTES_MAX
      ? failWith(`file ${path} must hold <= ${FILE_BYTES_MAX} characters: it holds ${text.length}`)
      : succeed(text.replace(/\r?\n$/, ""));
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    return failWith(`cannot read file ${path}: ${code ?? String(thrown)}`);
  }
}
