const number = String.raw`(?<![\w.,:/-])\d+(?:[.,]\d+)?`;
const unit = '(?: ?[kKMGTP]?i?[bB](?:ytes)?|[kKMGT])?';

/**
 * `12/40`, `600 kB/3.4 MB`, `3 of 40`: two numbers and their units. A date is followed by a time or has a third number.
 */
const counted = new RegExp(
  String.raw`(${number})(${unit}) ?(?:\/| of ) ?(\d+(?:[.,]\d+)?)(${unit})(?![\w/]|\.\d| \d\d:\d\d)`,
  'g',
);

const reports: readonly RegExp[] = [
  // A percentage, not in a cell of a table.
  /(?<![\w.,;\t-])\d{1,3}(?:\.\d+)? ?%(?!\w|[,;]\S|\t)/,
  // A bar.
  /[[(|▕] ?(?=[^\])|]{0,300}[=#*>█▉▊▋▌▍▎▏■●])[=#*>\-. ·█▉▊▋▌▍▎▏░▒▓■□●○]{3,300}[\])|▏]/,
  /[[(] {8,300}[\])]|[━╸╺]{4}|[█▉▊▋▌▍▎▏░▒▓]{3}/,
  /^\s*[#=O-]{3,300}\s*(?:\d[\d.]{0,5}%)?\s*$/,
  // A rate.
  /[\d?] ?[a-zA-Z]{0,12}\/s(?:ec(?:ond)?)?\b|\d ?s\/(?:it|step|batch|iter|item|file)\b|\bfps= ?\d|\bspeed= ?[\d.]+x|\d ?[kKMG]bps\b/,
  // The time that is left.
  /\bETA\b|\beta[ :=]|(?<![\w:-])-{1,2}:--(?::--)?(?![\w:-])|\d:\d\d<|\b\d+(?: ?\w{1,8})? (?:left|remaining)\b/,
  // A row of measures and three times, as curl prints it.
  /^[\s\d.kKMGTP]{10,100}\s(?:\s*[-\d]+:[-\d]{2}:[-\d]{2}){3}\s+[\d.kKMGTP]+\s*$/,
  // A frame of a spinner.
  /^\s*[[(]?[\u2801-\u28ff◐◓◑◒◴◷◶◵◰◳◲◱◜◝◞◟◡◠◢◣◤◥▖▘▝▗⏳⌛\u{1f311}-\u{1f318}\u{1f550}-\u{1f55b}]|\s[\u2801-\u28ff◐◓◑◒◴◷◶◵◰◳◲◱\u{1f311}-\u{1f318}\u{1f550}-\u{1f55b}]\s*$/u,
  // The state of a layer of an image, which its registry's clients print between two bars.
  /^[0-9a-f]{12}: (?:Pulling fs layer|Waiting|Preparing|Verifying Checksum|Download complete|Pull complete|Pushed|(?:Layer )?[Aa]lready exists)\s*$/,
  // A step that has begun.
  /(?:\.\.\.|…)\s*$/,
];

/** A longer text says more than a progress. */
const longest = 1000;
/** A date and a time at the start: a record of a log, whatever it counts. */
const stamped = /^\s*\[?\d{4}[-/.]\d\d[-/.]\d\d[T ,_]+\d\d:\d\d/;

/** Whether a text reports progress: a percentage, `n/m`, a bar, a rate, a time left, a spinner, or `...` at its end. */
export function isProgress(text: string): boolean {
  if (text.length > longest || stamped.test(text)) return false;
  return reports.some((pattern) => pattern.test(text)) || isCounted(text);
}

function isCounted(text: string): boolean {
  for (const [, part, partUnit, whole, wholeUnit] of text.matchAll(counted)) {
    const isComparable = partUnit === '' || partUnit === wholeUnit;
    if (!isComparable || numberIn(part) <= numberIn(whole)) return true;
  }
  return false;
}

function numberIn(digits: string | undefined): number {
  return Number((digits ?? '').replace(',', '.'));
}

/** Whether a text is a count that goes on until `last` says that it is done, as of objects whose number is not known before. */
export function isCountOf(text: string, last = ''): boolean {
  const label = /^\s*(\S.{0,80}: +)\d+\s*$/.exec(text)?.[1];
  return label !== undefined && last.startsWith(label) && /\d, done\.$/.test(last);
}

const turning = String.raw`(?![✓✔√✅✗✘✖✕×❌●])(?:[|/\\*oO@=.-]|[^\p{ASCII}\p{L}\p{N}\s]{1,3})`;
/** The frames of spinners, alone or before or behind a text that stays; dots at the end of the text count as one. */
const frame = new RegExp(
  String.raw`^\s*[[(]?(${turning})[\])]?(?:\s+|$)|(?:\s)[[(]?(${turning})[\])]?\s*$|(\.{1,3})\s*$`,
  'u',
);

/**
 * Whether a text is another frame of the same spinner as one beside it: the same except for the character that turns.
 */
export function isFrameBeside(text: string, beside: string | undefined): boolean {
  const one = frameOf(text);
  if (one === undefined || beside === undefined) return false;
  const other = frameOf(beside);
  if (other === undefined) return one.still !== '' && beside.trimStart().startsWith(one.still);
  return one.still === other.still && one.turning !== other.turning;
}

function frameOf(text: string): { readonly still: string; readonly turning: string } | undefined {
  if (text.length > longest) return undefined;
  const match = frame.exec(text);
  if (match === null) return undefined;
  const still = `${text.slice(0, match.index)}${text.slice(match.index + match[0].length)}`.trim();
  return { still, turning: match[1] ?? match[2] ?? match[3] ?? '' };
}
