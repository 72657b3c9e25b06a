import type { Option, OptionType, OptionValue } from './option.ts';

/** The outcome for a value: read, or refused with what was expected and what was found. */
export type Reading =
  | { readonly ok: true; readonly value: OptionValue }
  | { readonly ok: false; readonly expected: string; readonly found: string };

/**
 * Reads a value of an option: text from the command line or the environment, or any JSON value from the file.
 * Never throws.
 */
export function readValue(option: Option, raw: unknown): Reading {
  const value = readers[option.type.name](raw, option.type);
  if (value !== undefined) return { ok: true, value };
  return { ok: false, expected: expectation(option.type), found: describe(raw, option.type) };
}

/**
 * A base URL in the form in which it is stored: no trailing slash, no version segment; `undefined` when it is not one.
 */
export function baseUrl(text: string, version?: string): string | undefined {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  const path = url.pathname.replace(/\/+$/, '');
  const versioned = version !== undefined && path.endsWith(`/${version}`);
  return url.origin + (versioned ? path.slice(0, -version.length - 1) : path).replace(/\/+$/, '');
}

/** Whether a host name or address means only this machine. */
export function isLoopback(host: string): boolean {
  const octets = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  return host === 'localhost' || host === '::1' || (octets?.slice(1).every((octet) => Number(octet) < 256) ?? false);
}

/** Bytes of a size such as `500MB`, `2 GiB` or `1000`; `undefined` when it is not one. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?)b?|b)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, digits, unit, binary] = match;
  const power = unit === undefined ? 0 : 'kmgt'.indexOf(unit.toLowerCase()) + 1;
  const bytes = Math.round(Number(digits) * (binary ? 1024 : 1000) ** power);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

type Reader = (raw: unknown, type: OptionType) => OptionValue | undefined;

const words = new Map([
  ...['1', 'true', 'yes', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'no', 'off'].map((word) => [word, false] as const),
]);

const readers: Readonly<Record<OptionType['name'], Reader>> = {
  boolean: (raw) => (typeof raw === 'boolean' ? raw : words.get(String(raw).trim().toLowerCase())),
  integer: (raw, type) => {
    const number = numberOf(raw, /^\d+$/);
    if (number === undefined || !Number.isSafeInteger(number) || type.name !== 'integer') return undefined;
    return number >= type.min && number <= type.max ? number : undefined;
  },
  share: (raw) => {
    const number = numberOf(raw, /^(\d+(\.\d*)?|\.\d+)$/);
    return number !== undefined && number >= 0 && number <= 1 ? number : undefined;
  },
  choice: (raw, type) => {
    const word = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
    return type.name === 'choice' && type.choices.includes(word) ? word : undefined;
  },
  list: (raw) => {
    const items = typeof raw === 'string' ? listOf(raw) : raw;
    if (!Array.isArray(items) || !items.every((item) => typeof item === 'string')) return undefined;
    return items.map((item) => item.trim()).filter((item) => item !== '');
  },
  bytes: (raw) => {
    if (typeof raw === 'string') return parseBytes(raw);
    return Number.isSafeInteger(raw) && Number(raw) >= 0 ? Number(raw) : undefined;
  },
  loopback: (raw) => {
    const host =
      typeof raw === 'string'
        ? raw
            .trim()
            .toLowerCase()
            .replace(/^\[(.*)\]$/, '$1')
        : '';
    return isLoopback(host) ? host : undefined;
  },
  url: (raw, type) =>
    typeof raw === 'string' ? baseUrl(raw, type.name === 'url' ? type.version : undefined) : undefined,
};

/** Words between commas, or a JSON array. */
function listOf(text: string): unknown {
  if (!text.trim().startsWith('[')) return text.split(',');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function numberOf(raw: unknown, pattern: RegExp): number | undefined {
  if (typeof raw === 'number') return raw;
  return typeof raw === 'string' && pattern.test(raw.trim()) ? Number(raw.trim()) : undefined;
}

function expectation(type: OptionType): string {
  switch (type.name) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return type.max === Number.MAX_SAFE_INTEGER
        ? `a whole number of at least ${type.min}`
        : `a whole number from ${type.min} to ${type.max}`;
    case 'share':
      return 'a number from 0 to 1';
    case 'choice':
      return type.choices.join(' or ');
    case 'list':
      return 'names separated by commas';
    case 'bytes':
      return 'a size such as 500MB or 2GB';
    case 'loopback':
      return 'a loopback address (127.0.0.1, ::1 or localhost)';
    case 'url':
      return 'an http or https URL without credentials, query and fragment';
  }
}

/** What was found, in a few characters on one line; a URL's credentials are not repeated. */
function describe(raw: unknown, type: OptionType): string {
  if (raw === '') return 'nothing';
  const text = JSON.stringify(raw) ?? String(raw);
  const safe = type.name === 'url' ? text.replace(/\/\/[^/@]*@/, '//…@').replace(/[?#].*(?=")/, '?…') : text;
  return safe.length > 80 ? `${safe.slice(0, 79)}…` : safe;
}
