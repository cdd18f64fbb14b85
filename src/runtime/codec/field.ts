/**
 * The kinds of field that a compiled message may have.
 *
 * Numbers and enums lie at fixed offsets and come first, then texts, then at most one field of
 * levels: so a reader finds every field without decoding the others.
 */
import type { FieldKind, Levels } from "./message-type.ts";

declare const value: unique symbol;

/** A field's kind and unit, and, for the type checker, the type of its value. */
export type Field<Value> = {
  readonly kind: FieldKind;
  readonly unit: string;
  readonly names?: readonly string[];
  readonly [value]?: Value;
};

/** The fields of a message in the order of the wire, by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The body that a message with these fields carries. */
export type BodyOfFields<Given extends Fields> = {
  readonly [Name in keyof Given]: Given[Name] extends Field<infer Value> ? Value : never;
};

/** Any number; NaN stands for an absent one. */
export function float64(unit: string): Field<number> {
  return { kind: "float64", unit };
}

/** An integer, -2^31 to 2^31 - 1. */
export function int32(unit: string): Field<number> {
  return { kind: "int32", unit };
}

/** One of `names`, in one byte: its place in the list is its number for ever. */
export function oneOf<const Names extends readonly [string, ...string[]]>(
  ...names: Names
): Field<Names[number]> {
  return { kind: "enum", unit: "", names };
}

/** Up to 31 bytes of UTF-8: ids, mostly. */
export function text(): Field<string> {
  return { kind: "text", unit: "" };
}

/** Pairs of numbers, one after the other; `unit` names both. */
export function levels(unit: string): Field<Levels> {
  return { kind: "levels", unit };
}
