import type { Environment } from '../../src/model/launch.ts';

const assignment = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/**
 * Reads the assignments of a `.env` file: `NAME=value`, `export NAME=value`, values bare or in single or double
 * quotes, comments. Later assignments win. Quoted values on several lines and `${NAME}` are not expanded.
 */
export function parseDotenv(text: string | undefined): Environment {
  const values: Record<string, string> = {};
  for (const line of (text ?? '').split(/\r?\n/)) {
    const match = assignment.exec(line);
    if (match) values[match[1] as string] = unquote((match[2] as string).trim());
  }
  return values;
}

function unquote(value: string): string {
  const quoted = /^'([^']*)'|^"((?:[^"\\]|\\.)*)"/.exec(value);
  if (!quoted) return value.replace(/\s+#.*$/, '').replace(/^#.*$/, '');
  return quoted[1] ?? (quoted[2] as string).replace(/\\(["\\$])/g, '$1');
}
