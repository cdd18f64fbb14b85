/**
 * The secrets that this thread was given, so that whatever writes a text for others leaves them out:
 * as they are, and as they look in base64, hexadecimal, a URL or JSON.
 *
 * One set a thread, like the thread's streams that it stands in front of: who learns a secret keeps it
 * here before anything else is done with it, and every sink of text asks here. It cannot be read out,
 * and it only grows. It guards against mistakes, not against code that hides what it does.
 */

/** Shown in place of a secret. */
export const HIDDEN = "[hidden]";

/** A shorter one stands in too many words that are no secret. Characters. */
export const SECRET_LENGTH_MIN = 8;
/** A line of a longer secret that tells by itself. Characters. */
const LINE_LENGTH_MIN = 16;

const words = new Set<string>();
/** The longest first: one may be a part of another. */
let ordered: readonly string[] = [];

/** Keeps a secret of at least {@link SECRET_LENGTH_MIN} characters out of all texts from now on. */
export function keepSecret(secret: string): undefined {
  const before = words.size;
  for (const part of partsOf(secret)) {
    for (const form of formsOf(part)) words.add(form);
  }
  if (words.size > before) ordered = [...words].sort((one, other) => other.length - one.length);
}

/** Returns `text` without the secrets of this thread. */
export function withoutSecrets(text: string): string {
  return ordered.reduce((before, word) => before.replaceAll(word, HIDDEN), text);
}

/** Returns a plain value, such as the fields of a log line, with every text in it looked through. */
export function valueWithoutSecrets(value: unknown): unknown {
  if (ordered.length === 0) return value;
  if (typeof value === "string") return withoutSecrets(value);
  if (Array.isArray(value)) return value.map(valueWithoutSecrets);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      withoutSecrets(key),
      valueWithoutSecrets(member),
    ]),
  );
}

/** The whole, and the lines of one that has several, as a key file's. */
function partsOf(secret: string): readonly string[] {
  const whole = secret.trim();
  const lines = whole.split(/\r\n|\n|\\n/).map((line) => line.trim());
  const telling = lines.filter((line) => line.length >= LINE_LENGTH_MIN && !line.includes("-----"));
  return [whole, ...telling].filter(({ length }) => length >= SECRET_LENGTH_MIN);
}

/** The ways in which one text may be written. */
function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString("hex");
  const forms = [
    hex,
    hex.toUpperCase(),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
  ];
  return [
    text,
    ...[...forms, ...base64Of(bytes)].filter(({ length }) => length >= SECRET_LENGTH_MIN),
  ];
}

/** By each place that it may begin at in what is encoded: the letters that do not depend on its neighbours. */
function base64Of(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
    const first = shift === 0 ? 0 : shift + 1;
    const last = Math.floor((padded.length * 8) / 6);
    const standard = padded.toString("base64").slice(first, last);
    return [standard, standard.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
