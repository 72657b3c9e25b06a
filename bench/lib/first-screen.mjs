// What a README asks a newcomer to type.

/** The part of a README that a newcomer reads first: everything before the section that explains how it works. */
export function firstScreen(readme) {
  return readme.split('\n## How it works')[0];
}

/** The commands of the code blocks that consist of commands alone, without their comments, in order. */
export function commandsIn(page) {
  const blocks = Array.from(page.matchAll(/^```\n([\s\S]*?)^```$/gm), ([, text]) => text.trimEnd().split('\n'));
  return blocks
    .filter((lines) => lines.every((line) => /^(?:npm|npx|headroom) /.test(line)))
    .flat()
    .map((line) => line.replace(/\s+#.*$/, ''));
}
