import { Command, InvalidArgumentError, Option } from 'commander';
import { agents } from '../providers/agents/index.ts';
import { HeadroomError } from '../src/model/errors.ts';
import type { LearnFlags } from './learn/flags.ts';
import { runLearn } from './learn/run.ts';

const examples = `
Examples:
  headroom learn                       show what the sessions of this project teach; nothing is written
  headroom learn --apply               write it into the file that your agent reads, between markers
  headroom learn --apply --target AGENTS.md
  headroom learn --remove              remove it again, byte for byte
  headroom learn --all --json`;

/** `headroom learn`: rules from calls that failed repeatedly, according to the agents' own transcripts. */
export function learnCommand(): Command {
  return new Command('learn')
    .description(
      'Propose rules from calls that failed in several sessions, for the instruction file that your agent reads. Reads the ' +
        'agents’ own transcripts on this machine and asks no model. Rules make an agent fail less; they save next to no money.',
    )
    .addOption(new Option('--agent <name>', 'only the sessions of this agent').choices(agents.map(({ name }) => name)))
    .option('--project <path>', 'the project that a folder belongs to (default: of the current folder)')
    .option('--all', 'every project with known sessions')
    .option('--since <when>', 'only sessions that ended since a date (2026-01-31) or an age (30d)')
    .option('--apply', 'write the rules; without it nothing is written')
    .option('--remove', 'remove all rules from the files')
    .option('--report', 'how often each rule’s call failed before and after it was written')
    .option('--forget', 'delete what was stored about sessions; written rules stay')
    .option('--target <file>', 'write into this Markdown file of the project; needed once if a team shares the file')
    .option('--min-evidence <n>', 'sessions that a call must have failed in: 2 or more', parseEvidence, 3)
    .option('--json', 'as JSON')
    .addHelpText('after', examples)
    .action(async (flags: LearnFlags) => {
      assertOneVerb(flags);
      await runLearn(flags, Date.now());
    });
}

function assertOneVerb(flags: LearnFlags): void {
  const verbs = (['apply', 'remove', 'report', 'forget'] as const)
    .filter((verb) => flags[verb])
    .map((verb) => `--${verb}`);
  if (verbs.length > 1) throw new HeadroomError('usage', `expected one of ${verbs.join(' and ')}, found both`);
  if (flags.all && flags.project !== undefined)
    throw new HeadroomError('usage', 'expected --all or --project, found both');
  if (flags.all && flags.target !== undefined)
    throw new HeadroomError('usage', 'expected --target with one project, found it with --all');
}

function parseEvidence(text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count >= 2) return count;
  throw new InvalidArgumentError('expected 2 or more: what failed in one session only teaches nothing.');
}
