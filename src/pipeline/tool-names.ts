/** Creates the test for a list of tool names: compared without case, `*` stands for any characters. */
export function toolMatcher(names: readonly string[]): (tool: string) => boolean {
  const exact = new Set<string>();
  const patterns: RegExp[] = [];
  for (const name of names) {
    const lower = name.toLowerCase();
    if (lower.includes('*')) patterns.push(globPattern(lower));
    else exact.add(lower);
  }
  return (tool) => {
    const lower = tool.toLowerCase();
    return exact.has(lower) || patterns.some((pattern) => pattern.test(lower));
  };
}

function globPattern(glob: string): RegExp {
  const escaped = glob.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
