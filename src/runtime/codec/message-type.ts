/**
 * What a message type is: a name, a version, a layout, and the code that turns bodies into msgpack
 * and back. Its number belongs to one run of the desk and is never part of it.
 */

declare const owned: unique symbol;

/** A body that outlives its handler: what `copy` and `of` give, and what state may hold. Frozen. */
export type Owned<Body> = Body & { readonly [owned]: true };

/** A body in place in the ring. Readable until the handler returns. */
export type View<Body> = Readonly<Body> & { copy(): Owned<Body> };

/** Fields of a body; none when the type of the body has been forgotten. */
export type FieldsOf<Body> = [Body] extends [never] ? unknown : Readonly<Body>;

/** A view that is pointed at one record after the other. */
export type BoundView<Body> = FieldsOf<Body> & {
  copy(): Owned<Body>;
  toJSON(): Body;
  /** @throws {AssertionError} When the bytes are not of this type. */
  bind(data: DataView, offset: number, bytes: number): undefined;
  /** Makes every read throw until the next {@link bind}. */
  poison(): undefined;
};

export type Codec<Body> = {
  /** Bytes that {@link write} will take for `body`. */
  sizeOf(body: Body): number;
  /**
   * {@link sizeOf} or a little more, found without a look at the characters of texts: what to
   * claim before a write that then says how much it took.
   */
  boundOf(body: Body): number;
  /**
   * Writes `body` at `offset` and returns the bytes that it took.
   *
   * @throws {AssertionError} When a field's value does not fit its kind.
   */
  write(data: DataView, offset: number, body: Body): number;
  /**
   * {@link write} with the fields' values one by one, in the order of the schema; for a type
   * without fields, with its body.
   */
  store(data: DataView, offset: number, ...values: never[]): number;
  createView(): BoundView<Body>;
};

/** How a field's value lies on the wire. */
export type FieldKind = "float64" | "int32" | "enum" | "text" | "levels";

export type SchemaField = {
  readonly name: string;
  readonly kind: FieldKind;
  /** Empty where the kind has none. */
  readonly unit: string;
  /** Of an enum: its values, by their number on the wire. */
  readonly names?: readonly string[];
};

/** The layout as plain data. A packed type has no fields: its body says its own names. */
export type Schema = {
  readonly name: string;
  readonly version: number;
  readonly fields: readonly SchemaField[];
};

export type MessageType<Body> = {
  readonly name: string;
  readonly version: number;
  /** Slots of a board of this type. */
  readonly slots: number;
  /** Bytes of one slot of a board of this type. */
  readonly slotBytes: number;
  /** Whether a board of this type outlives the process: main keeps its values. */
  readonly isDurable: boolean;
  readonly codec: Codec<Body>;
  readonly schema: Schema;
  /**
   * Returns `body` as a reader would get it.
   *
   * @throws {AssertionError} When a field's value does not fit its kind.
   */
  of(body: Body): Owned<Body>;
};

/** Numbers of a levels field, pairs one after the other. Arrays of numbers satisfy it. */
export type Levels = {
  readonly length: number;
  at(index: number): number | undefined;
};
