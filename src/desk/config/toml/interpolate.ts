/**
 * `${env:NAME}`, `${env:NAME:-default}`, `${file:path}` and `${fd:N}` inside the texts of a desk's
 * files, so that a secret is never written into one. Texts only, and no nesting.
 */
import { existsSync } from "node:fs";
import type { Result } from "../../../core/result.ts";
import { failWith, succeed } from "../../../core/result.ts";
import { readInherited } from "../secret/inherited.ts";
import { readSecretFile, textOf } from "../secret/secret-file.ts";

const OPENING = "$" + "{";
const WAYS = `\${env:NAME}, \${env:NAME:-default}, \${file:path} or \${fd:N}`;
const PLACEHOLDER = /\$\{([^}]*)\}/g;

export type Interpolation = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Told of a file that is not there; its text is then {@link ABSENT}. Without it that is a mistake. For who
   * looks at a desk where its secrets are not.
   */
  readonly onAbsent?: ((path: string) => void) | undefined;
};

/** Stands for the text of a file that is not there, where that is allowed. */
export const ABSENT = "(absent)";

/** Where a part of a text came from. DEFAULT stands in the desk's file itself. */
export type Way = "ENVIRONMENT" | "FILE" | "DESCRIPTOR" | "DEFAULT";

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

/** Returns where the parts of `text` come from that {@link interpolate} replaces. */
export function waysOf(text: string, { environment }: Interpolation): ReadonlySet<Way> {
  const ways = new Set<Way>();
  for (const [, inside = ""] of text.matchAll(PLACEHOLDER)) {
    const [source = "", name = ""] = inside.split(":");
    if (source === "file") ways.add("FILE");
    else if (source === "fd") ways.add("DESCRIPTOR");
    else ways.add(Object.hasOwn(environment, name) ? "ENVIRONMENT" : "DEFAULT");
  }
  return ways;
}

function resolve(inside: string, from: Interpolation): Result<string, string> {
  const [source = "", ...rest] = inside.split(":");
  const argument = rest.join(":");
  switch (source) {
    case "env":
      return readEnvironment(argument, from);
    case "file":
      if (from.onAbsent !== undefined && !existsSync(argument)) {
        from.onAbsent(argument);
        return succeed(ABSENT);
      }
      return readSecretFile(argument, from.environment.CREDENTIALS_DIRECTORY);
    case "fd":
      return readDescriptor(argument);
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

function readDescriptor(argument: string): Result<string, string> {
  const number = /^\d{1,5}$/.test(argument) ? Number(argument) : Number.NaN;
  const read = readInherited(number);
  return read.ok ? succeed(textOf(read.value)) : read;
}
