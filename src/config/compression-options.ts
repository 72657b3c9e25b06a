import type { OptionDraft, OptionType } from './option.ts';
import { profileKey, profileNames } from './profiles.ts';

const group = 'Compression:';
const count: OptionType = { name: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER };

/** How much is left out, and from which size on. */
const limits: readonly OptionDraft[] = [
  {
    key: profileKey,
    type: { name: 'choice', choices: profileNames },
    default: 'balanced',
    placeholder: 'name',
    help: 'values for the options that nobody set: careful leaves nothing out, agent-90 as much as it may',
    group,
  },
  {
    key: 'leaveOut',
    type: { name: 'choice', choices: ['none', 'some', 'most'] },
    default: 'some',
    placeholder: 'how much',
    help: 'how much of what can be fetched back is left out',
    group,
  },
  {
    key: 'minTokens',
    type: count,
    default: 250,
    placeholder: 'tokens',
    help: 'leave shorter output as it is',
    group,
  },
  {
    key: 'lossyMinTokens',
    type: count,
    default: 1000,
    placeholder: 'tokens',
    help: 'leave nothing out of shorter output',
    group,
  },
  {
    key: 'logLossyMinTokens',
    type: count,
    default: 400,
    placeholder: 'tokens',
    help: 'the same for logs and test output',
    group,
  },
  {
    key: 'minSavedShare',
    type: { name: 'share' },
    default: 0.1,
    placeholder: 'share',
    help: 'share of its tokens that a shorter form must save, 0 to 1',
    group,
  },
  {
    key: 'minSavedTokens',
    type: count,
    default: 40,
    placeholder: 'tokens',
    help: 'tokens that a shorter form must save',
    group,
  },
];

/**
 * The options that say what is shortened and how far.
 * @param excludeTools names of tools whose output stays as it is, by default
 */
export function compressionOptions(excludeTools: readonly string[]): readonly OptionDraft[] {
  return [
    {
      key: 'optimize',
      type: { name: 'boolean' },
      default: true,
      help: 'shortening of tool output: the proxy is then a byte-exact tunnel',
      group,
    },
    {
      key: 'excludeTools',
      type: { name: 'list' },
      default: excludeTools,
      placeholder: 'names',
      help: 'tools whose output is never touched, in place of the default list; * stands for any characters',
      group,
    },
    {
      key: 'reads',
      type: { name: 'choice', choices: ['off', 'fold', 'compact'] },
      default: 'fold',
      placeholder: 'how',
      help: 'what tools that read and search print: off leaves it, fold points at repeats and groups hits, compact thins out line numbers too',
      group,
    },
    {
      key: 'code',
      type: { name: 'choice', choices: ['off', 'skeleton'] },
      default: 'off',
      placeholder: 'how',
      help: 'source files that a shell command shows: off keeps them whole, skeleton leaves the bodies of functions out',
      group,
    },
    ...limits,
  ];
}
