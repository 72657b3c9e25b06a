/**
 * Whether a word is a fact rather than wording: a number, a name in code, a path, a flag. Such words count as worth
 * keeping whatever a model says.
 */
export function isFact(word: string): boolean {
  const bare = word.replace(/^["'`([{<]+/, '').slice(0, 128);
  return (
    /\d/.test(bare) ||
    /^--?[A-Za-z]/.test(bare) ||
    /[A-Z]{2}|\w_\w|[a-z][A-Z]/.test(bare) ||
    /\w[./\\:]{1,2}\w|^[.~]?[/\\]\w/.test(bare)
  );
}
