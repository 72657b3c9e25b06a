import { HeadroomError } from '../src/model/errors.ts';

/** Fewer digits of a handle than these are too ambiguous. */
const fewestDigits = 8;
const mostDigits = 64;
const hint = 'asking again will not help; run the command again if its output is still needed';

/**
 * The digits of a handle in what was typed or pasted, in lower case: a handle alone or its start, with `hash=` or
 * punctuation around it, or a notice or command that contains it.
 * @throws {HeadroomError} `usage` for too few digits and for several handles, `not-found` if there is none
 */
export function handleIn(text: string): string {
  const named = Array.from(text.matchAll(/hash=([0-9a-z]+)/gi), (match) => match[1] as string);
  const found = named.length > 0 ? named : (text.match(/[0-9a-z]+/gi) ?? []);
  const words = [...new Set(found.map((word) => word.toLowerCase()))];
  const digits = words.filter((word) => /^[0-9a-f]+$/.test(word));
  const long = digits.filter((word) => word.length >= fewestDigits && word.length <= mostDigits);
  if (long.length > 1) throw new HeadroomError('usage', `expected one handle, found ${long.join(' and ')}`);
  if (long[0] !== undefined) return long[0];
  if (digits.length === 1 && words.length === 1 && (digits[0] as string).length < fewestDigits) {
    throw new HeadroomError(
      'usage',
      `expected a handle or its first ${fewestDigits} digits at least, found ${digits[0]}`,
    );
  }
  throw new HeadroomError(
    'not-found',
    `expected the handle of a kept original, found ${shown(text)}, which names none`,
    {
      hint,
    },
  );
}

/** The message for digits that match no original: final, so that an agent does not ask again. */
export function unknownHandle(digits: string): HeadroomError {
  return new HeadroomError('not-found', `expected the handle of a kept original, found ${digits}, which names none`, {
    hint,
  });
}

/** The message for digits with which the handles of several originals start. */
export function ambiguousHandle(digits: string): HeadroomError {
  return new HeadroomError(
    'usage',
    `expected digits that name one original, found ${digits}, which several start with`,
    {
      hint: 'give more digits of the handle',
    },
  );
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
