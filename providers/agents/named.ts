import path from 'node:path';

/** Where agents keep named definitions, in a project and in the user's home folder; `*` is the name. */
const places = {
  skill: [
    '.claude/skills/*/SKILL.md',
    '.claude/commands/*.md',
    '.agents/skills/*/SKILL.md',
    '.codex/skills/*/SKILL.md',
    '.opencode/skill/*/SKILL.md',
    '.opencode/skills/*/SKILL.md',
    '.config/opencode/skills/*/SKILL.md',
    '.gemini/skills/*/SKILL.md',
    '.pi/skills/*/SKILL.md',
    '.pi/agent/skills/*/SKILL.md',
  ],
  agent: [
    '.claude/agents/*.md',
    '.opencode/agent/*.md',
    '.opencode/agents/*.md',
    '.config/opencode/agents/*.md',
    '.gemini/agents/*.md',
    '.codex/agents/*.toml',
  ],
} as const;

/**
 * Whether a skill or an agent type exists now, for any agent. Unknown for those of plugins, whose names have a colon.
 * @param roots the project's root and the user's home folder: absolute
 */
export function hasNamed(
  { kind, name }: { readonly kind: 'skill' | 'agent'; readonly name: string },
  roots: readonly string[],
  exists: (file: string) => boolean,
): boolean | undefined {
  if (name.includes(':')) return undefined;
  return roots.some((root) => places[kind].some((place) => exists(path.join(root, place.replace('*', name)))));
}
