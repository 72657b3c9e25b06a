import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Option, OptionType } from '../../src/config/option.ts';
import { baseUrl, isLoopback, parseBytes, readValue } from '../../src/config/values.ts';

const option = (type: OptionType): Option => ({
  key: 'someName',
  type,
  default: '',
  flag: '--some-name',
  env: 'HEADROOM_SOME_NAME',
  help: '',
  group: '',
});
const types: readonly OptionType[] = [
  { name: 'boolean' },
  { name: 'integer', min: 0, max: 65_535 },
  { name: 'share' },
  { name: 'choice', choices: ['relay', 'refuse'] },
  { name: 'list' },
  { name: 'bytes' },
  { name: 'loopback' },
  { name: 'url', version: 'v1' },
];
const read = (type: OptionType, raw: unknown) => {
  const reading = readValue(option(type), raw);
  return reading.ok ? reading.value : `expected ${reading.expected}, found ${reading.found}`;
};

describe('values of options', () => {
  it.each([
    ['boolean', '1', true],
    ['boolean', 'off', false],
    ['boolean', true, true],
    ['integer', '8787', 8787],
    ['integer', 0, 0],
    ['share', '.25', 0.25],
    ['share', 1, 1],
    ['choice', 'Refuse', 'refuse'],
    ['list', 'Read, Bash ,', ['Read', 'Bash']],
    ['list', ['mcp__*'], ['mcp__*']],
    ['list', '', []],
    ['list', ' ["Read", "Bash"]', ['Read', 'Bash']],
    ['bytes', '500MB', 500_000_000],
    ['bytes', 12, 12],
    ['loopback', '[::1]', '::1'],
    ['loopback', 'LOCALHOST', 'localhost'],
    ['url', 'https://corp.example/x/v1/', 'https://corp.example/x'],
  ])('reads a %s from %j', (name, raw, value) => {
    expect(read(types.find((type) => type.name === name)!, raw)).toEqual(value);
  });

  it.each([
    ['boolean', 'constructor', 'expected true or false, found "constructor"'],
    ['integer', '80.5', 'expected a whole number from 0 to 65535, found "80.5"'],
    ['integer', 70_000, 'expected a whole number from 0 to 65535, found 70000'],
    ['integer', '', 'expected a whole number from 0 to 65535, found nothing'],
    ['share', '1.1', 'expected a number from 0 to 1, found "1.1"'],
    ['choice', 'no', 'expected relay or refuse, found "no"'],
    ['list', [1], 'expected names separated by commas, found [1]'],
    ['list', '[Read', 'expected names separated by commas, found "[Read"'],
    ['bytes', 'lots', 'expected a size such as 500MB or 2GB, found "lots"'],
    ['loopback', '0.0.0.0', 'expected a loopback address (127.0.0.1, ::1 or localhost), found "0.0.0.0"'],
    ['url', 'ftp://x', 'expected an http or https URL without credentials, query and fragment, found "ftp://x"'],
  ])('refuses %s %j in one line that says what was expected and found', (name, raw, line) => {
    expect(read(types.find((type) => type.name === name)!, raw)).toBe(line);
  });

  it('never throws and never answers with more than one line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.oneof(fc.string(), fc.jsonValue()), (type, raw) => {
        const reading = readValue(option(type), raw);
        if (!reading.ok) expect(`${reading.expected}${reading.found}`).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe('base URLs', () => {
  it.each([
    ['http://127.0.0.1:9000', undefined, 'http://127.0.0.1:9000'],
    ['https://api.example/', 'v1', 'https://api.example'],
    ['https://api.example/v1', 'v1', 'https://api.example'],
    ['https://api.example/v1//', 'v1', 'https://api.example'],
    ['https://api.example/deep/v1', undefined, 'https://api.example/deep/v1'],
    ['https://api.example/v1beta', 'v1', 'https://api.example/v1beta'],
    ['https://api.example/xv1', 'v1', 'https://api.example/xv1'],
  ])('%s with version %s is kept as %s', (text, version, kept) => {
    expect(baseUrl(text, version)).toBe(kept);
  });

  it.each(['', 'api.example', 'file:///etc/passwd', 'http://', 'https://u:p@x', 'https://x/?key=1', 'https://x/#a'])(
    'refuses %j',
    (text) => {
      expect(baseUrl(text)).toBeUndefined();
    },
  );

  it('never repeats credentials in an error', () => {
    expect(read({ name: 'url' }, 'https://user:secret@corp.example')).not.toContain('secret');
    expect(read({ name: 'url' }, 'https://corp.example/?key=secret')).not.toContain('secret');
  });
});

describe('sizes and hosts', () => {
  it.each([
    ['0', 0],
    ['1kB', 1000],
    ['1.5 GB', 1_500_000_000],
    ['2GiB', 2 * 1024 ** 3],
    ['7b', 7],
    ['-1', undefined],
    ['1XB', undefined],
    ['999999999999GB', undefined],
  ])('%s is %s bytes', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.255', true],
    ['::1', true],
    ['127.0.0.256', false],
    ['127.0.0.1.evil.example', false],
    ['192.168.0.1', false],
    ['::', false],
  ])('%s is loopback: %s', (host, answer) => {
    expect(isLoopback(host)).toBe(answer);
  });
});
