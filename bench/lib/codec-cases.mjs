// Texts in the shapes that lossless layouts are made for, damaged at random: the same for the same seed.
import { numbers } from './bodies.mjs';
import { pick, shapes } from './codec-shapes.mjs';

/** Lines that look like a layout's own, and characters that layouts give a meaning. */
const traps = [
  '[headroom: lossless, hits grouped by file]',
  '[headroom: omitted lines 3-9]',
  '[headroom: lines 1-4 again]',
  '[headroom: x',
  ...':~/:~a:~src/:~ x~  12 text~12: x~12:x~12-x~12) x~~\r~--~|~%~"~\\~\u00a0~\u2028~A> 1 | x'.split('~'),
];

/** A few lines dropped, doubled, swapped, cut or made up. */
function damage(next, lines) {
  const out = [...lines];
  for (let count = next(4); count > 0 && out.length > 0; count--) {
    const at = next(out.length);
    const how = next(6);
    if (how === 0) out.splice(at, 1);
    else if (how === 1) out.splice(at, 0, pick(next, traps));
    else if (how === 2) out.splice(at, 0, out[next(out.length)]);
    else if (how === 3) out[at] = out[at].slice(0, next(out[at].length + 1));
    else if (how === 4) out[at] += pick(next, traps);
    else out.splice(next(out.length), 0, ...out.splice(at, 1));
  }
  return out;
}

/** One text; cases of the same seed and number are the same text. */
export function codecCase(seed, number) {
  const next = numbers(seed * 1_000_003 + number * 7919);
  for (let warm = 0; warm < 8; warm++) next(2);
  const lines = pick(next, shapes)(next);
  const mixed = next(8) === 0 ? [...lines, ...pick(next, shapes)(next)] : lines;
  const text = (next(2) === 0 ? mixed : damage(next, mixed)).join(next(25) === 0 ? '\r\n' : '\n');
  return next(3) === 0 ? text : `${text}\n`;
}
