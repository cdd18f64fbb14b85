/**
 * One file of a desk with the local file that overrides it, as values; and where each value stands.
 *
 * Tables merge, everything else of the later layer replaces. A value's place is in the last layer
 * that says it.
 */
import { keepSecret } from "../../../core/secret-words.ts";
import type { LoadedFile } from "../../message/config-load.ts";
import type { ConfigMistake } from "../config-mistake.ts";
import type { Interpolation } from "./interpolate.ts";
import { interpolate, waysOf } from "./interpolate.ts";
import type { Path } from "./path.ts";
import { pathText, valueAt } from "./path.ts";
import type { Place, TomlPlaces } from "./places.ts";
import { placesOf, syntaxMistakeOf } from "./places.ts";
import type { Reference } from "./references.ts";

export type TomlTable = Readonly<Record<string, unknown>>;

/** Text of one file on disk. `file` is its path as people read it. */
export type Layer = { readonly file: string; readonly text: string };

/** What is wrong at a path; its place is looked up only when it is shown. */
export type Finding = {
  readonly path: Path;
  readonly part: "KEY" | "VALUE";
  readonly message: string;
  readonly help: readonly string[];
};

type ParsedLayer = Layer & { readonly values: TomlTable; places: TomlPlaces | null };

/** What the environment says is kept as a secret from here on: a shorter word has other uses. Characters. */
const KEPT_LENGTH_MIN = 16;

const TOP: Place = { line: 1, column: 1, width: 1 };

export class ConfigFile {
  /** Name of the file without its ending: `desk`, or the actor's name. */
  readonly name: string;
  /** Path of the first layer, as people read it. */
  readonly file: string;
  /** Merged and interpolated; empty when {@link broken}. */
  readonly values: TomlTable;
  /** Whether a layer is not TOML at all, or there is none: what depends on this file cannot be judged. */
  readonly broken: boolean;
  readonly #layers: ParsedLayer[] = [];
  readonly #unreadable: { readonly layer: Layer; readonly message: string }[] = [];
  readonly #findings: Finding[] = [];
  readonly #references: Reference[] = [];

  constructor(name: string, layers: readonly Layer[], from: Interpolation) {
    this.name = name;
    this.file = layers[0]?.file ?? name;
    for (const layer of layers) this.#parse(layer);
    this.broken = layers.length === 0 || this.#unreadable.length > 0;
    const merged = this.#layers.reduce<TomlTable>((base, next) => merge(base, next.values), {});
    this.values = this.broken ? {} : (this.#interpolate(merged, [], from) as TomlTable);
  }

  /** Of each layer: its path, as people read it, and what its text hashes to. */
  get layers(): readonly LoadedFile[] {
    return this.#layers.map(({ file, text }) => ({ file, sha256: sha256Hex(text) }));
  }

  /** Texts that came from outside, by `${env:...}`, `${file:...}` or `${fd:N}`. */
  get references(): readonly Reference[] {
    return this.#references;
  }

  report(finding: Finding): undefined {
    this.#findings.push(finding);
  }

  /** All that was reported, each at its place. */
  async mistakes(): Promise<readonly ConfigMistake[]> {
    const unreadable = this.#unreadable.map(async ({ layer, message }) => {
      const found = await syntaxMistakeOf(layer.text, message);
      return mistakeAt(layer, found.place, found.message, []);
    });
    const located = this.#findings.map((finding) => this.#locate(finding));
    return Promise.all([...unreadable, ...located]);
  }

  #parse(layer: Layer): undefined {
    try {
      const values = Bun.TOML.parse(layer.text) as TomlTable;
      this.#layers.push({ ...layer, values, places: null });
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      this.#unreadable.push({ layer, message: message.replace(/^TOML Parse error: /, "") });
    }
  }

  #interpolate(value: unknown, path: Path, from: Interpolation): unknown {
    if (typeof value === "string") {
      const resolved = interpolate(value, from);
      if (resolved.ok) {
        const { value: text } = resolved;
        if (text !== value) this.#refer({ path, value: text, ways: waysOf(value, from) });
        return text;
      }
      const message = `${pathText(path)}: ${resolved.failure}`;
      this.report({ path, part: "VALUE", message, help: [] });
      return value;
    }
    if (Array.isArray(value)) {
      return value.map((element, index) => this.#interpolate(element, [...path, index], from));
    }
    if (!isTable(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        this.#interpolate(child, [...path, key], from),
      ]),
    );
  }

  /** From here on no text of this thread has it, unless it may as well be no secret. */
  #refer(reference: Omit<Reference, "file">): undefined {
    const { value, ways } = reference;
    const isSecret = ways.has("FILE") || ways.has("DESCRIPTOR");
    const isKept = isSecret || (ways.has("ENVIRONMENT") && value.length >= KEPT_LENGTH_MIN);
    if (isKept) keepSecret(value);
    this.#references.push({ file: this.name, ...reference });
  }

  async #locate(finding: Finding): Promise<ConfigMistake> {
    const { path, part, message, help } = finding;
    for (let length = path.length; length > 0; length--) {
      const near = path.slice(0, length);
      const layer = this.#layers.findLast(({ values }) => valueAt(values, near) !== undefined);
      if (layer === undefined) continue;
      layer.places ??= await placesOf(layer.text);
      const place = layer.places.find(near, length === path.length ? part : "KEY");
      if (place !== null) return mistakeAt(layer, place, message, help);
    }
    const layer = this.#layers[0] ?? { file: this.file, text: "" };
    return mistakeAt(layer, TOP, message, help);
  }
}

/** Whether `value` is a table, not an array or a plain value. */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** By entries, not by assignment: a key may be named like a member of every object. */
function merge(base: TomlTable, over: TomlTable): TomlTable {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isTable(below) && isTable(value) ? merge(below, value) : value);
  }
  return Object.fromEntries(merged);
}

function mistakeAt(
  layer: Layer,
  place: Place,
  message: string,
  help: readonly string[],
): ConfigMistake {
  const source = layer.text.split("\n")[place.line - 1]?.replace(/\r$/, "") ?? "";
  return { file: layer.file, ...place, source, message, help };
}

function sha256Hex(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}
