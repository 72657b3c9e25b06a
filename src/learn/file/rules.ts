import { HeadroomError } from '../../model/errors.ts';

/** A rule as it is written: one sentence, and the id by which its form is remembered. */
export type RuleLine = { readonly id: string; readonly line: string };

/** What the user did with a rule that we wrote. */
export type RuleState = 'kept' | 'edited' | 'deleted';

/** A rule that was written into a file, to be remembered until the next run; `line` is what we wrote last. */
export type WrittenRule = RuleLine & { readonly state: RuleState };

const longest = 200;

/**
 * The last check before a sentence gets into a user's file, whatever made it.
 * @throws {HeadroomError} `internal` where it is no single line of up to 200 characters, or has control characters or HTML in it
 */
export function assertWritable({ id, line }: RuleLine): void {
  const isPlain =
    line.trim() === line && line.length > 0 && line.length <= longest && !/[\p{C}\p{Zl}\p{Zp}<>]/u.test(line);
  if (isPlain) return;
  throw new HeadroomError(
    'internal',
    `expected one plain line of up to ${longest} characters for rule ${id}, found ${line.length}`,
  );
}
