/** The most characters of a title. */
const maxTitle = 60;
/** How many characters of a text are read. */
const maxLooked = 2000;
/** Replaces removed words. */
const gap = '…';

/** The beginnings of services' API keys. */
const keyStart =
  /(?:^|[^A-Za-z])(?:sk-|pk-|rk_|sk_|pk_|gh[opsur]_|github_pat_|glpat-|xox[a-z]-|npm_|hf_|pypi-|AKIA|ASIA|AIza|ya29\.|eyJ|SG\.)\S/;
/** A word that is followed by a secret. */
const announces =
  /(?:passw|passphrase|passcode|pwd|secret|token|api-?_?key|credential|bearer|authorization)[a-z]*["'`*]*[:=]*$/i;
const joins = new Set(['is', 'was', '=', ':', '->', '=>', 'to', 'be']);
/** A name with a value, such as `NAME=value`, `--password:x` or `"token":"x"`. */
const assigned = /^\W{0,4}[\w.-]+["'`]?[=:]+\S/;

/**
 * The title that a text of a person gives a conversation: its first words on one line, without control characters.
 * Words that may be secrets, and whatever could hold one (addresses, assignments, long words with digits in them), are
 * replaced by an ellipsis. A word too many is better removed than a key kept.
 * @returns `undefined` if no word is left
 */
export function titleOf(text: string): string | undefined {
  const [looked = ''] = text.slice(0, maxLooked).split('-----BEGIN');
  const words = looked
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .split(' ');
  // The last word may have been cut.
  if (text.length > maxLooked && looked.length === maxLooked) words.pop();
  const kept: string[] = [];
  let waits = false;
  for (const word of words) {
    const hidden = isSecret(word) || (waits && !joins.has(word.toLowerCase()) && mayBeSecret(word, kept.at(-1)));
    waits = announces.test(word) || (waits && joins.has(word.toLowerCase()));
    if (!hidden || kept.at(-1) !== gap) kept.push(hidden ? gap : word);
  }
  const title = kept.join(' ');
  if (!/[\p{L}\p{N}]/u.test(title)) return undefined;
  const characters = Array.from(title);
  return characters.length <= maxTitle
    ? title
    : `${characters
        .slice(0, maxTitle - 1)
        .join('')
        .trimEnd()}${gap}`;
}

function isSecret(word: string): boolean {
  if (keyStart.test(word) || word.includes('://') || word.includes('@') || assigned.test(word)) return true;
  const bare = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const isMixed = /\d/.test(bare) && /[A-Za-z]/.test(bare);
  if (isMixed && bare.length >= 12 && !/^[\w-]{0,16}(?:[./][\w-]{0,16}){1,12}$/.test(bare)) return true;
  return /[A-Za-z0-9+_=-]{28}/.test(bare) || /\d{9}/.test(bare);
}

/**
 * After a word such as `password`: anything after `is` or a colon may be a secret, elsewhere anything but a plain word.
 */
function mayBeSecret(word: string, before = ''): boolean {
  return joins.has(before.toLowerCase()) || /[:=]$/.test(before) || !/^\p{L}+[.,;:!?)]*$/u.test(word);
}
