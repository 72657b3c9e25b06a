/** Files of a project in which people write instructions for agents, relative to its root. */
export const instructionNames: readonly string[] = [
  'CLAUDE.md',
  'CLAUDE.local.md',
  '.claude/CLAUDE.md',
  'AGENTS.md',
  'AGENTS.override.md',
  'GEMINI.md',
  'CONVENTIONS.md',
  '.github/copilot-instructions.md',
  '.cursorrules',
];
