/** Longer lines are compared as they are: their beginnings say too little. */
const longestTemplate = 2000;

const separators = new Uint8Array(128);
for (const each of '\t\r "\'=,:;()[]{}<>|') separators[each.charCodeAt(0)] = 1;
const fileName = /^[\w$-]+(?:\.[\w$-]+)*\.[A-Za-z]\w{0,4}$/;
const variables = /#(?:[\s,:;.[\]()-]*#)+/g;
const dots = /\.{2,}/g;

// Steps that build tools and installers print once for each file or package: the rest after the verb varies freely.
const step =
  /^\W*(Compiling|Checking|Downloading|Downloaded|Download|Fetching|Fetched|Installing|Installed|Unpacking|Extracting|Collecting|Preparing|Selecting|Setting up|Building|Built|Linking|Generating|Copying|Creating|Adding|Removing|Deleting|Moving|Inflating|Processing|Requirement already satisfied|Using cached|Get:|Hit:|Resolving|Transforming|Bundling|Pulling|Pushed|Archiving|Loading|Scanning|Entering|Leaving|Making|Receiving objects|Resolving deltas|Attempting|Uninstalling|Found existing)\b/i;

// The environment, as shells and CI services print all of it.
const setting = /^(?:(?:export |declare -x )?[A-Z][A-Z0-9_]{2,60}=|\s{2,8}[A-Z][A-Z0-9_]{2,60}: )/;

/**
 * The template of a line: numbers, ids, times and paths are masked. A fixed mask instead of clustering such as Drain's,
 * so that one line's template never depends on other lines. With `routine` file names are masked too, and the steps of
 * a build tool that begin with the same verb are one kind.
 */
export function lineTemplate(line: string, routine: boolean): string {
  if (line.length > longestTemplate) return line;
  const masked = collapseDots(maskTokens(line, routine)).replace(variables, '#').trimEnd();
  if (!routine) return masked;
  if (setting.test(line)) return 'a setting';
  const verb = step.exec(masked)?.[1];
  return verb === undefined ? masked : `${verb[0]?.toUpperCase()}${verb.slice(1).toLowerCase()} …`;
}

/** Whether a character, by its code, separates the words of a line. */
export function isSeparator(code: number): boolean {
  return code < 128 && separators[code] === 1;
}

// One pass over the characters: a pattern that looks ahead for a digit or a slash would run over long tokens again and again.
function maskTokens(line: string, names: boolean): string {
  let out = '';
  let start = 0;
  let digit = false;
  let slash = false;
  let dot = false;
  for (let index = 0; index <= line.length; index++) {
    const code = index < line.length ? line.charCodeAt(index) : 0x20;
    // A suffix of a path after colons, such as the id of a test, belongs to it.
    const joined = slash && code === 0x3a && /[:A-Za-z_]/.test(line[index + 1] ?? '');
    if (!joined && isSeparator(code)) {
      if (index > start) out += slash ? '/' : digit ? '#' : maskName(line.slice(start, index), names && dot);
      if (index < line.length) out += line[index];
      start = index + 1;
      digit = slash = dot = false;
    } else if (code >= 0x30 && code <= 0x39) digit = true;
    else if (code === 0x2f || code === 0x5c) slash = true;
    else if (code === 0x2e) dot = true;
  }
  return out;
}

function collapseDots(masked: string): string {
  return masked.includes('..') ? masked.replace(dots, '..') : masked;
}

function maskName(token: string, mask: boolean): string {
  return mask && fileName.test(token) ? '/' : token;
}
