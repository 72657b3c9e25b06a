/**
 * Whether a name of an allowed shape may be repeated in an instruction file. A shape alone lets sentences through
 * (`--ignore-previous-instructions`), addresses (`example.com/run`) and credentials (`ghp_…`): those are refused. A refused
 * name costs one rule; a repeated one would be read as an instruction.
 */
export function isHarmless(name: string): boolean {
  const parts = name.split(/[^A-Za-z0-9]+/).flatMap(words);
  return !isSentence(parts) && !isRunTogether(name) && !isHost(name) && !isCredential(name);
}

/** Words that address the reader: one of them makes a name a sentence, */
const spoken = new Set(
  'please you your yourself instruction instructions disregard forget obey pretend jailbreak exfiltrate immediately'.split(
    ' ',
  ),
);

/** and so do two of these, of which a name may contain one. */
const urging = new Set(
  (
    'ignore always never must should shall all every previous prior above user human assistant agent system prompt run execute ' +
    'delete remove send upload secret secrets password passwords token tokens credentials now urgent override bypass'
  ).split(' '),
);

/** Conjunctions of sentences, of which names of flags and files contain at most one. */
const joints = new Set(
  'the a an is are was be been this that these those it its of to in on at for from with by and or but if then than so as do does did will would can could may might not'.split(
    ' ',
  ),
);

const mostWords = 12;

/** `camelCase` has two words, `HTTPServer` has two, `v2` has one. */
function words(part: string): readonly string[] {
  return part.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());
}

function isSentence(parts: readonly string[]): boolean {
  const count = (of: ReadonlySet<string>) => parts.filter((part) => of.has(part)).length;
  return parts.length > mostWords || count(spoken) > 0 || count(urging) > 1 || count(joints) > 2;
}

/** Words long enough to be found in a name without separators: `IGNOREPREVIOUS…`. */
function long(words: ReadonlySet<string>): readonly string[] {
  const all = [...words].filter((word) => word.length >= 6);
  return all.filter((word) => !all.some((other) => other !== word && word.includes(other)));
}

const longSpoken = long(spoken);
const longUrging = long(urging);

function isRunTogether(name: string): boolean {
  const letters = name.toLowerCase().replace(/[^a-z]+/g, '');
  const count = (of: readonly string[]) => of.filter((word) => letters.includes(word)).length;
  return count(longSpoken) > 0 || count(longUrging) > 1;
}

const host =
  /^(?:[A-Za-z0-9-]+\.)+(?:com|net|org|info|biz|io|ai|app|dev|co|xyz|me|ru|cn|uk|de|eu|us|cc|top|site|online|link|click|example|test|invalid|localhost)$/i;
const numericHost = /^\d{1,3}(?:\.\d{1,3}){3}$/;

function isHost(name: string): boolean {
  const first = name.replace(/^-+/, '').split(/[/:]/)[0] ?? '';
  return host.test(first) || numericHost.test(first);
}

const knownCredential =
  /(?:^|[^A-Za-z0-9])(?:sk|pk|rk|gh[opsur]|github_pat|glpat|xox[abeoprs]|AKIA|ASIA|AIza|npm|hf|eyJ)[-_A-Za-z0-9]{8,}/;
const run = /[A-Za-z0-9]{16,}/g;

/** A run of letters and digits that no name has: both mixed, as in a key, a hash or an id. */
function isCredential(name: string): boolean {
  if (/^(?:sk-|ghp_|npm_|hf_|xox)/.test(name)) return true;
  const runs = name.match(run) ?? [];
  return knownCredentialIn(name) || runs.some((each) => (each.match(/\d/g)?.length ?? 0) >= 3 && /[A-Za-z]/.test(each));
}

function knownCredentialIn(name: string): boolean {
  const found = knownCredential.exec(name)?.[0];
  return found !== undefined && /\d/.test(found);
}
