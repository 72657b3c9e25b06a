/** A row of another program's database. */
export type ForeignRow = Readonly<Record<string, unknown>>;

/**
 * Reads columns of rows, in no guaranteed order.
 * @param rest what follows the columns in a SELECT: `FROM table WHERE …`, with a `?` for each value
 */
export type AskForeign = (
  columns: readonly string[],
  rest: string,
  ...values: readonly string[]
) => readonly ForeignRow[];

/** The database of another program: only read: neither it nor the files beside it change by a byte. */
export type ForeignDatabase = {
  /**
   * Runs a read on one state of the database. If the other program wrote meanwhile, the read is repeated, so it must
   * have no side effects.
   * @throws {HeadroomError} `store` if the database cannot be read
   */
  read<T>(work: (ask: AskForeign) => T): T;
  /** Removes the copies that were made to read it. */
  close(): void;
};
