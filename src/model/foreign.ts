/** A row of another program's database. */
export type ForeignRow = Readonly<Record<string, unknown>>;

/**
 * Asks for columns of rows, in no order that can be relied on.
 * @param rest what follows the columns in a SELECT: `FROM table WHERE …`, with a `?` for each value
 */
export type AskForeign = (
  columns: readonly string[],
  rest: string,
  ...values: readonly string[]
) => readonly ForeignRow[];

/** The database of another program: read, and left as it is to the last byte, files beside it included. */
export type ForeignDatabase = {
  /**
   * Does reading work on one state of the database. Where the other program wrote meanwhile, the work is done again, so
   * it must do nothing but ask and return.
   * @throws {HeadroomError} `store` where the database cannot be read
   */
  read<T>(work: (ask: AskForeign) => T): T;
  /** Removes what was copied to read it. */
  close(): void;
};
