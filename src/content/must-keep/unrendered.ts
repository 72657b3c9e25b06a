import { lineAt, type Scan } from './scan.ts';
import { failuresAmong } from './telling.ts';

/**
 * Lines that rendering left unchanged because of what they report: a piece between two carriage returns reports a
 * failure, or the colours differ from those of most lines. Linear.
 */
export function findUnrendered(scan: Scan, failed: boolean): readonly number[] {
  const found = scan.text.includes('\x1b[') ? colouredFew(scan) : [];
  if (!/\r[^\r\n]/.test(scan.text)) return found;
  return [...found, ...lineNumbers(scan).filter((index) => failsInside(lineAt(scan, index), failed))];
}

/** Lines with colours if at most one line in ten has any. */
function colouredFew(scan: Scan): readonly number[] {
  const coloured = lineNumbers(scan).filter((index) => lineAt(scan, index).includes('\x1b['));
  return coloured.length * 10 <= scan.count ? coloured : [];
}

function failsInside(line: string, failed: boolean): boolean {
  return /\r[^\r]/.test(line) && failuresAmong(line.split('\r'), failed).includes(true);
}

function lineNumbers({ count }: Scan): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
