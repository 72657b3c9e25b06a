/**
 * The page of all options, docs/options.md.
 * @param table the options as `settingsTable` gives them
 */
export function writeOptions(table) {
  const groups = [...new Set(table.map(({ group }) => group))];
  const sections = groups.map((group) => sectionOf(group, table));
  return `${intro}\n${sections.join('\n')}`;
}

const intro = `# Options

Set an option on the command line, in a variable, or in \`config.json\` (\`headroom config set KEY VALUE\`). The command line wins over
the variable, the variable over the file, the file over a profile, and a profile over the default. \`headroom config list\` shows
which value holds and where it comes from; \`headroom config path\` prints the path of the file.

Booleans take \`on\` and \`off\` in variables. On the command line, \`--some-name\` turns one on and \`--no-some-name\` turns it off.

<!-- Made by npm run options. Edit src/config/options.ts and its neighbours instead. -->
`;

/** Defaults with more words than these are cut. */
const shownWords = 4;

function sectionOf(group, table) {
  const rows = table.filter((option) => option.group === group).map(rowOf);
  const head = ['| `config.json` | command line | variable | default | what it sets |', '|---|---|---|---|---|'];
  return `${['', `## ${group.replace(/:$/, '')}`, '', ...head, ...rows].join('\n').slice(1)}\n`;
}

function rowOf(option) {
  const cells = [
    `\`${option.key}\``,
    `\`${flagOf(option)}\``,
    `\`${option.env}\``,
    defaultOf(option),
    meaningOf(option),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function flagOf({ type, flag, placeholder, default: value }) {
  if (type.name === 'boolean') return value ? flag.replace(/^--/, '--no-') : flag;
  return `${flag} <${placeholder}>`;
}

function defaultOf({ key, type, default: value }) {
  if (type.name === 'boolean') return value ? 'on' : 'off';
  if (!Array.isArray(value)) return `\`${value}\``;
  if (value.length <= shownWords) return `\`${value.join(',')}\``;
  return `\`${value.slice(0, shownWords).join(',')}\`, … (\`headroom config get ${key}\`)`;
}

function meaningOf({ type, help, default: value }) {
  if (type.name === 'boolean' && value) return `off turns off ${help}`;
  return type.name === 'choice' ? `${help}. One of ${type.choices.map((each) => `\`${each}\``).join(', ')}` : help;
}
