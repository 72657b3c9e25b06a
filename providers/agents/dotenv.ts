import type { Environment } from '../../src/model/launch.ts';

const assignment = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/**
 * Reads the assignments of a `.env` file: `NAME=value`, `export NAME=value`, values bare or in single or double quotes,
 * comments. Later assignments win. Quoted values on several lines are not read.
 * @param outer for a reader that expands variables: those set outside the file; the file's own win over them
 */
export function parseDotenv(text: string | undefined, outer?: Environment): Environment {
  const values: Record<string, string> = {};
  for (const line of (text ?? '').replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const match = assignment.exec(line);
    if (!match) continue;
    const value = unquote((match[2] as string).trim());
    values[match[1] as string] = outer === undefined ? value : expand(value, { ...outer, ...values });
  }
  return values;
}

/** Expands variables as python-dotenv does: `${NAME}` and `${NAME:-otherwise}`, in any quotes. */
function expand(value: string, variables: Environment): string {
  return value.replace(
    /\$\{([^}:]*)(?::-([^}]*))?\}/g,
    (_whole, name: string, otherwise = '') => variables[name] ?? otherwise,
  );
}

function unquote(value: string): string {
  const quoted = /^'([^']*)'|^"((?:[^"\\]|\\.)*)"/.exec(value);
  if (!quoted) return value.replace(/\s+#.*$/, '').replace(/^#.*$/, '');
  return quoted[1] ?? (quoted[2] as string).replace(/\\(["\\$])/g, '$1');
}
