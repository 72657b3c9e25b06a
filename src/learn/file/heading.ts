/** The introduction of our block, before its rules. */
export const headingLines: readonly string[] = [
  'Learned by `headroom learn` from calls that failed here in earlier sessions; `headroom learn --remove` takes this out.',
  'You may change or delete lines here: they stay as you leave them.',
];
