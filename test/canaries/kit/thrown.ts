/** What an import or a build threw, as plain data: a message port keeps only a name, a message and a stack. */

/** What Bun's messages of a build carry beside an Error's own. */
type Located = Error & {
  readonly code?: string;
  readonly position?: { readonly line: number; readonly column: number } | null;
};

/** Each part that a canary looks at. */
export type Thrown = {
  readonly kind: string;
  readonly isError: boolean;
  readonly message: string;
  readonly code: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly errors: readonly Thrown[];
};

export function thrownOf(thrown: unknown): Thrown {
  const { message, code = null, position } = thrown as Located;
  return {
    kind: (thrown as object).constructor.name,
    isError: thrown instanceof Error,
    message,
    code,
    line: position?.line ?? null,
    column: position?.column ?? null,
    errors: thrown instanceof AggregateError ? thrown.errors.map(thrownOf) : [],
  };
}
