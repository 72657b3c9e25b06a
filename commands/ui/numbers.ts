// Spelled without the locale, so that the same figures read the same everywhere.

/** A whole number with commas between thousands. */
export function formatCount(count: number): string {
  const digits = Math.abs(Math.round(count)).toString();
  const grouped = digits.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return count < 0 && digits !== '0' ? `-${grouped}` : grouped;
}

/** A number of things, with the noun in the plural unless there is exactly one. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`;
}

/** Dollars with a sign before the amount when negative; small amounts keep four decimals. */
export function formatDollars(dollars: number): string {
  const size = Math.abs(dollars);
  const digits = size !== 0 && size < 1 ? 4 : 2;
  const [whole, fraction] = size.toFixed(digits).split('.');
  const zero = Number(size.toFixed(digits)) === 0;
  return `${dollars < 0 && !zero ? '-' : ''}$${formatCount(Number(whole))}.${fraction}`;
}

/** A loss in dollars without a sign; `undefined` if there is none, as far as the shown digits go. */
export function lossOf(dollars: number): string | undefined {
  const formatted = formatDollars(dollars);
  return formatted.startsWith('-') ? formatted.slice(1) : undefined;
}

/** A share from 0 to 1 as a percentage with one decimal. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Milliseconds, with decimals where they matter. */
export function formatMilliseconds(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`;
}

/** Bytes in decimal units, as `--store-max-bytes` takes them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  let amount = bytes;
  while (amount >= 999.95 && power < units.length - 1) {
    amount /= 1000;
    power++;
  }
  return `${power === 0 ? amount : amount.toFixed(1)} ${units[power]}`;
}
