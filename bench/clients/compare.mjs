// What must be equal when a program that asks for no caching runs through the proxy, and what must be less.
import { changed, keepsForm, misplaced } from './bodies.mjs';
import { figuresOf } from './figures.mjs';

/**
 * The forbidden differences of a run through the proxy from a direct run; empty when all is well.
 * @param expected.atMost the share of the direct run's bill that the input may cost
 * @param expected.oneConversation whether each request continues the previous one
 * @param expected.shortened whether the proxy may shorten tools' output too
 * @param expected.settled removes from a body what always differs between two runs
 */
export function differences(direct, proxied, expected) {
  const { settled = (text) => text } = expected;
  const found = [];
  const must = (holds, what) => holds || found.push(what);
  const [before, after] = [figuresOf(direct), figuresOf(proxied)];
  must(direct.exit === 0, `direct run: expected exit code 0, found ${direct.exit}: ${direct.stderr.slice(-300)}`);
  must(Math.max(...before.marks) === 0, 'direct run: expected no breakpoints of its own');
  must(before.requests > 0 && before.refused === 0, `direct run: ${before.refused} of ${before.requests} refused`);
  must(proxied.exit === direct.exit, `exit code: expected ${direct.exit}, found ${proxied.exit}`);
  must(proxied.stdout === direct.stdout, 'expected the same output as from the direct run');
  must(after.requests === before.requests, `requests: expected ${before.requests}, found ${after.requests}`);
  must(after.refused === 0, `expected no refusal, found ${after.refused}`);
  found.push(...proxied.sent.flatMap(({ text }, index) => misplaced(text).map((what) => `request ${index}: ${what}`)));
  if (!expected.shortened) found.push(...bodyDifferences(direct, proxied, settled));
  if (expected.oneConversation) {
    const texts = proxied.sent.map(({ text }) => text);
    must(after.read > 0, 'expected tokens read from cache, found none');
    must(keepsForm(texts), 'expected each request to begin with the one before, in the same form');
  }
  const share = after.bill / before.bill;
  must(
    share <= expected.atMost,
    `input bill: expected at most ${expected.atMost} of direct, found ${share.toFixed(3)}`,
  );
  return found;
}

/** Requests that are more than the program's own bytes with breakpoints inserted. */
function bodyDifferences(direct, proxied, settled) {
  return proxied.client.flatMap((text, index) => {
    const what = changed(text, proxied.sent[index]?.text ?? text);
    const asDirect = settled(text) === settled(direct.client[index] ?? '');
    const found = what === undefined ? [] : [`request ${index}: ${what} than the program sent`];
    return asDirect ? found : [...found, `request ${index}: the program sent another one than in the direct run`];
  });
}
