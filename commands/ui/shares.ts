import { formatShare } from './numbers.ts';

/** From this share on a decimal adds nothing. */
const wholeFrom = 0.1;

/** A share as a percentage with as many digits as are useful: 36 %, 4.2 %. A positive share never reads as zero. */
export function briefShare(share: number): string {
  const size = Math.abs(share);
  if (size === 0) return '0 %';
  if (size < 0.0005) return 'under 0.1 %';
  return size < wholeFrom - 0.0005 ? formatShare(size) : `${Math.round(size * 100)} %`;
}

/** A saved share in words: `36 % less`, or `4.2 % more` if it is negative. */
export function lessOrMore(savedShare: number): string {
  return savedShare === 0 ? 'no less' : `${briefShare(savedShare)} ${savedShare < 0 ? 'more' : 'less'}`;
}
