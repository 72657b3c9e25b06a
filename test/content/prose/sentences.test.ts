import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../../src/content/prose/sentences.ts';

const cut = (line: string) => splitSentences(line).map(({ text }) => text);

describe('sentences of a line', () => {
  it('end with their signs and the white space behind them', () => {
    expect(
      cut('The mill stood here for long.  Did it burn down in the end? "It did not at all!" Well, it did stand.'),
    ).toEqual([
      'The mill stood here for long.  ',
      'Did it burn down in the end? ',
      '"It did not at all!" Well, it did stand.',
    ]);
  });

  it('do not end at abbreviations, initials, numbers or small letters', () => {
    const line =
      'The firm of Dr. A. B. Novak Inc. sold 3.5 tons, i.e. much of it, to the U.S. Army etc. and to no one else.';
    expect(cut(line)).toEqual([line]);
  });

  it('end where Chinese, Japanese and Arabic sentences do', () => {
    expect(
      cut('水车在这里矗立了很多很多年没有人知道它是谁建造的。后来它在一个夏天的夜里被火烧掉了没有人看见是怎么回事。'),
    ).toHaveLength(2);
    expect(cut('هل كانت الطاحونة هنا منذ زمن طويل؟ نعم كانت هنا منذ زمن طويل جدا.')).toHaveLength(2);
  });

  it('joined are the line', () => {
    const line = 'One is here for now. Two is there, e.g. below. (Three is gone.) Four…  Five stays for good.';
    expect(cut(line).join('')).toBe(line);
  });
});
