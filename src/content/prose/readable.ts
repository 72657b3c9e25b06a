const fewestWords = 3;
const looked = 600;
const plainWord = /(?:^|[\s(“"'*_`])\p{Ll}{2,}(?=$|[\s.,;:!?)”"'*_`])/gu;
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;
const listed = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+\S+\s+\S+\s+\S/;
const aside = /^(?:#{1,6} |\s*<[\w/!]|\s*\|.*\|\s*$|[=~-]{3,}\s*$|.{1,60}\s*\/\s*[\d-]+$)/;
const code = /^\s*(?:```|~~~)/;

/** The share of a text's lines that people read as sentences or entries, 0 to 1; code between fences is left out of the count. */
export function readableShare(lines: readonly string[]): number {
  let counted = 0;
  let wordy = 0;
  let fenced = false;
  for (const line of lines) {
    if (code.test(line)) fenced = !fenced;
    if (fenced || line.trim() === '' || aside.test(line.slice(0, looked))) continue;
    counted++;
    const text = line.slice(0, looked);
    if (
      (text.match(plainWord)?.length ?? 0) >= fewestWords ||
      (text.match(wide)?.length ?? 0) >= 8 ||
      listed.test(text)
    )
      wordy++;
  }
  return counted === 0 ? 0 : wordy / counted;
}
