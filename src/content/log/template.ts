/** Longer lines are compared as they are: their beginnings say too little. */
const longestTemplate = 2000;

const variable = /[^\s=,:;()[\]{}"'<>|]*\d[^\s=,:;()[\]{}"'<>|]*/g;
const path = /(?:[^\s"'=(),[\]]*[/\\][^\s"'=(),[\]]*|[\w$-]+\.[A-Za-z]\w{0,4})(?=$|[\s"'),:;\]])/g;
const variables = /#(?:[\s,:;.[\]()-]*#)+/g;
const dots = /\.{2,}/g;

// Steps that build tools and installers print once for each file or package: what follows the verb varies freely.
const step =
  /^\W*(?:#\W*)*(Compiling|Checking|Downloading|Downloaded|Download|Fetching|Fetched|Installing|Installed|Unpacking|Extracting|Collecting|Preparing|Selecting|Setting up|Building|Built|Linking|Generating|Copying|Creating|Adding|Removing|Deleting|Moving|Inflating|Processing|Requirement already satisfied|Using cached|Get:|Hit:|Resolving|Transforming|Bundling|Pulling|Pushed|Archiving|Loading|Scanning|Entering|Leaving|Making|Receiving objects|Resolving deltas|Attempting|Uninstalling|Found existing)\b/i;

/**
 * What a line has in common with others of its kind: numbers, ids, times and paths masked. A fixed mask instead of a
 * clustering such as Drain's, so that one line's template never depends on other lines. With `foldSteps` the steps of a build
 * tool that begin with the same verb are one kind.
 */
export function lineTemplate(line: string, foldSteps: boolean): string {
  if (line.length > longestTemplate) return line;
  const masked = line
    .replace(path, (match) => (/^[\d.]+$/.test(match) ? '#' : '/'))
    .replace(variable, '#')
    .replace(dots, '..')
    .replace(variables, '#')
    .trimEnd();
  if (!foldSteps) return masked;
  const verb = step.exec(masked)?.[1];
  return verb === undefined ? masked : `step ${verb.toLowerCase()}`;
}
