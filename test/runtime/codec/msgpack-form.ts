/** One example a row of every form that msgpack has, at the ends of what the form can say. */

export type Form = readonly [name: string, bytes: Uint8Array, value: unknown];

const encoder = new TextEncoder();

function form(name: string, head: string, value: unknown, tail: Uint8Array = NOTHING): Form {
  return [name, Uint8Array.of(...Uint8Array.fromHex(head), ...tail), value];
}

const NOTHING = new Uint8Array(0);

const NUMBERS: readonly Form[] = [
  form("positive fixint, least", "00", 0),
  form("positive fixint, greatest", "7f", 127),
  form("negative fixint, least", "e0", -32),
  form("negative fixint, greatest", "ff", -1),
  form("uint 8, least", "cc00", 0),
  form("uint 8, first beyond fixint", "cc80", 128),
  form("uint 8, greatest", "ccff", 255),
  form("uint 16, least", "cd0000", 0),
  form("uint 16, first beyond uint 8", "cd0100", 256),
  form("uint 16, greatest", "cdffff", 65_535),
  form("uint 32, least", "ce00000000", 0),
  form("uint 32, first beyond uint 16", "ce00010000", 65_536),
  form("uint 32, greatest", "ceffffffff", 2 ** 32 - 1),
  form("uint 64, least", "cf0000000000000000", 0n),
  form("uint 64, first beyond uint 32", "cf0000000100000000", 2n ** 32n),
  form("uint 64, 2^53 - 1", "cf001fffffffffffff", 2n ** 53n - 1n),
  form("uint 64, 2^53", "cf0020000000000000", 2n ** 53n),
  form("uint 64, 2^53 + 1", "cf0020000000000001", 2n ** 53n + 1n),
  form("uint 64, greatest", "cfffffffffffffffff", 2n ** 64n - 1n),
  form("int 8, least", "d080", -128),
  form("int 8, greatest", "d07f", 127),
  form("int 8, first below fixint", "d0df", -33),
  form("int 16, least", "d18000", -32_768),
  form("int 16, first below int 8", "d1ff7f", -129),
  form("int 16, greatest", "d17fff", 32_767),
  form("int 32, least", "d280000000", -(2 ** 31)),
  form("int 32, first below int 16", "d2ffff7fff", -32_769),
  form("int 32, greatest", "d27fffffff", 2 ** 31 - 1),
  form("int 64, least", "d38000000000000000", -(2n ** 63n)),
  form("int 64, first below int 32", "d3ffffffff7fffffff", -(2n ** 31n) - 1n),
  form("int 64, greatest", "d37fffffffffffffff", 2n ** 63n - 1n),
  form("float 32, zero", "ca00000000", 0),
  form("float 32, negative zero", "ca80000000", -0),
  form("float 32, least above zero", "ca00000001", 2 ** -149),
  form("float 32, greatest", "ca7f7fffff", (2 - 2 ** -23) * 2 ** 127),
  form("float 32, infinity", "ca7f800000", Number.POSITIVE_INFINITY),
  form("float 32, NaN", "ca7fc00000", Number.NaN),
  form("float 64, zero", "cb0000000000000000", 0),
  form("float 64, negative zero", "cb8000000000000000", -0),
  form("float 64, least above zero", "cb0000000000000001", 5e-324),
  form("float 64, greatest subnormal", "cb000fffffffffffff", 2.225073858507201e-308),
  form("float 64, least normal", "cb0010000000000000", 2.2250738585072014e-308),
  form("float 64, greatest", "cb7fefffffffffffff", Number.MAX_VALUE),
  form("float 64, infinity", "cb7ff0000000000000", Number.POSITIVE_INFINITY),
  form("float 64, negative infinity", "cbfff0000000000000", Number.NEGATIVE_INFINITY),
  form("float 64, NaN", "cb7ff8000000000000", Number.NaN),
  form("float 64, signalling NaN with a payload", "cbfff4000000000001", Number.NaN),
  form("float 64, 2^53 - 1", "cb433fffffffffffff", 2 ** 53 - 1),
  form("float 64, 2^53", "cb4340000000000000", 2 ** 53),
  form("float 64, 2^53 + 2", "cb4340000000000001", 2 ** 53 + 2),
];

const WORDS: readonly Form[] = [
  form("nil", "c0", null),
  form("false", "c2", false),
  form("true", "c3", true),
  form("fixext 1 of undefined", "d40000", undefined),
  form("fixext 1 of an invalid time", "d4ffff", new Date(Number.NaN)),
  form("timestamp 32", "d6ff00000001", new Date(1_000)),
  form("timestamp 32, greatest", "d6ffffffffff", new Date(4_294_967_295_000)),
  form("timestamp 64", "d7ff0007a12000000001", new Date(1_000.5)),
  form("timestamp 64, most nanoseconds", "d7ffee6b27fc00000000", new Date(999)),
  form("timestamp 96, before 1970", "c70cff1dcd6500fffffffffffffffe", new Date(-1_500)),
];

/** Texts, bytes, arrays and maps of `count`, in each of the forms that can count so many. */
function counted(count: number): readonly Form[] {
  const text = encoder.encode("x".repeat(count));
  const numbers = new Uint8Array(count).fill(7);
  const widths = [1, 2, 4].filter((width) => count < 256 ** width);
  const hex = (width: number) => count.toString(16).padStart(2 * width, "0");
  const forms: Form[] = [];
  if (count < 32) {
    forms.push(form(`fixstr of ${count}`, (0xa0 + count).toString(16), "x".repeat(count), text));
  }
  for (const width of widths) {
    const power = Math.log2(width);
    const named = (name: string, first: number, value: unknown, tail: Uint8Array) =>
      form(
        `${name} ${8 * width} of ${count}`,
        (first + power).toString(16) + hex(width),
        value,
        tail,
      );
    forms.push(named("str", 0xd9, "x".repeat(count), text), named("bin", 0xc4, numbers, numbers));
    if (width === 1) continue;
    forms.push(named("array", 0xdb, [...numbers], numbers));
    forms.push(named("map", 0xdd, fieldsOf(count), mapBytes(count)));
  }
  if (count < 16) {
    forms.push(form(`fixarray of ${count}`, (0x90 + count).toString(16), [...numbers], numbers));
    const head = (0x80 + count).toString(16);
    forms.push(form(`fixmap of ${count}`, head, fieldsOf(count), mapBytes(count)));
  }
  return forms;
}

function fieldsOf(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [nameOf(index), 7]));
}

function mapBytes(count: number): Uint8Array {
  const fields = Array.from({ length: count }, (_, index) => [
    0xa6,
    ...encoder.encode(nameOf(index)),
    7,
  ]);
  return Uint8Array.from(fields.flat());
}

function nameOf(index: number): string {
  return `k${String(index).padStart(5, "0")}`;
}

/** Every form. */
export const FORMS: readonly Form[] = [
  ...NUMBERS,
  ...WORDS,
  ...[0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536].flatMap(counted),
];
