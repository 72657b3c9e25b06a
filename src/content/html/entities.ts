/** The named entities of Latin-1, in the order of their code points from 160. */
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
/** Greek capitals from U+0391 and small letters from U+03B1, the gap and the final sigma in their places. */
const greek =
  'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon Phi Chi Psi Omega - - - - - - - alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega';
/** Others that pages use, each with its character. */
const others =
  'amp & lt < gt > quot " apos \' ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ dagger † Dagger ‡ bull • hellip … permil ‰ prime ′ Prime ″ lsaquo ‹ rsaquo › euro € trade ™ larr ← uarr ↑ rarr → darr ↓ harr ↔ rArr ⇒ hArr ⇔ lArr ⇐ forall ∀ part ∂ exist ∃ empty ∅ isin ∈ notin ∉ sum ∑ prod ∏ minus − radic √ infin ∞ and ∧ or ∨ cap ∩ cup ∪ int ∫ there4 ∴ sim ∼ cong ≅ asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥ sub ⊂ sup ⊃ sube ⊆ supe ⊇ oplus ⊕ perp ⊥ sdot ⋅ OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ circ ˆ tilde ˜ lbrace { rbrace } lbrack [ rbrack ] lpar ( rpar ) colon : semi ; comma , period . num # excl ! ast * plus + equals = lowbar _ sol / bsol \\ verbar | vert | grave ` dollar $ percnt % commat @ hyphen ‐ check ✓ cross ✗ star ☆ starf ★ copysr ℗ larrhk ↩ crarr ↵ para ¶';

/** Characters that Windows-1252 has where numeric references mean control codes, from 128. */
const windows = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
const reference = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,9}));?/g;

const named: ReadonlyMap<string, string> = new Map([
  ...latin.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(160 + index)]),
  ...greek.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(0x391 + index)]),
  ...pairs(others.split(' ')),
  ['ensp', ' '],
  ['emsp', ' '],
  ['thinsp', ' '],
  ['zwnj', ''],
  ['zwj', ''],
  ['lrm', ''],
  ['rlm', ''],
]);

/** Text with its character references decoded; unknown names stay as they are. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(reference, (written: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) {
      // Without its semicolon a name counts only in the usual spelling of ampersands in URLs.
      if (!written.endsWith(';') && name !== 'amp') return written;
      return named.get(name) ?? written;
    }
    return fromCode(decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)) ?? written;
  });
}

function fromCode(code: number): string | undefined {
  if (code >= 128 && code < 160) return windows[code - 128];
  const plain = code === 9 || code === 10 || code === 13 || (code >= 32 && (code < 0xd800 || code > 0xdfff));
  return plain && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function pairs(words: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let index = 0; index + 1 < words.length; index += 2)
    found.push([words[index] as string, words[index + 1] as string]);
  return found;
}
