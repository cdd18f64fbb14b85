/**
 * The view of a packed message: a copy of its bytes, decoded when a field is first asked for.
 *
 * The fields are not known before, so the view is a proxy: for the cold messages only.
 */
import { AssertionError } from "../../core/assert.ts";
import type { BoundView, Owned } from "./message-type.ts";
import { isMap, unpackBody } from "./msgpack.ts";
import { refuseBytes } from "./refuse.ts";

/** Members of a view, which a field of the body would be hidden by. */
export const VIEW_MEMBERS = ["bind", "poison", "copy", "toJSON"] as const;

/** @param name Of the message, for errors. */
export function createPackedView<Body extends object>(name: string): BoundView<Body> {
  const bound = new BoundBytes<Body>(name);
  const members = {
    bind: (data: DataView, offset: number, bytes: number) => bound.bind(data, offset, bytes),
    poison: () => bound.poison(),
    copy: () => Object.freeze(bound.decode()) as Owned<Body>,
    toJSON: () => bound.body,
  };
  return new Proxy(members, {
    get: (target, key) => Reflect.get(Object.hasOwn(target, key) ? target : bound.body, key),
    has: (target, key) => Object.hasOwn(target, key) || key in bound.body,
    ownKeys: () => Reflect.ownKeys(bound.body),
    getOwnPropertyDescriptor: (_, key) => Object.getOwnPropertyDescriptor(bound.body, key),
    set: () => false,
  }) as unknown as BoundView<Body>;
}

class BoundBytes<Body extends object> {
  readonly #name: string;
  #private = new Uint8Array(0);
  #bytes = 0;
  #body: Body | null = null;
  #isBound = false;

  constructor(name: string) {
    this.#name = name;
  }

  bind(data: DataView, offset: number, bytes: number): undefined {
    if (!(bytes > 0 && offset >= 0 && offset + bytes <= data.byteLength)) {
      refuseBytes(this.#name, bytes);
    }
    if (this.#private.length < bytes) this.#private = new Uint8Array(bytes);
    this.#private.set(new Uint8Array(data.buffer, data.byteOffset + offset, bytes));
    this.#bytes = bytes;
    this.#body = null;
    this.#isBound = true;
  }

  poison(): undefined {
    this.#isBound = false;
    this.#body = null;
  }

  /** The same object until the next {@link bind}. */
  get body(): Body {
    this.#body ??= this.decode();
    return this.#body;
  }

  /** A new object each time. */
  decode(): Body {
    if (!this.#isBound) {
      throw new AssertionError(`Cannot read ${this.#name} as its handler has returned`);
    }
    return unpackFields(this.#name, this.#private.subarray(0, this.#bytes)) as Body;
  }
}

/** @throws {AssertionError} When the bytes are no fields, or one of them would hide the view. */
export function unpackFields(name: string, bytes: Uint8Array): object {
  if (!isMap(bytes[0])) refuseBytes(name, bytes.length);
  const body = unpackBody(name, bytes) as object;
  if (VIEW_MEMBERS.some((member) => Object.hasOwn(body, member))) refuseBytes(name, bytes.length);
  return body;
}
