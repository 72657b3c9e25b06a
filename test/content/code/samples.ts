/** A source file of each language; `body` stands in each line that a skeleton leaves out, `kept` in none of them. */
const statements = (indent: string, end = '') =>
  Array.from(
    { length: 8 },
    (_, index) => `${indent}body_${index} = compute_the_next_value(body_${index}, ${index})${end}`,
  );
const braces = (head: string, end = ';', indent = '  ') => [
  `${head} {`,
  ...statements(indent, end),
  `${indent.slice(2)}}`,
];

/** Lines of a file by the name that a command would show it under. */
export const samples: Readonly<Record<string, readonly string[]>> = {
  'kept.ts': [
    "import { compute_the_next_value } from './kept.ts';",
    'export type Kept = { readonly a: number };',
    ...braces('export function first(a: number): number'),
    'export class KeptClass {',
    ...braces('  method(kept: Kept): void', ';', '    '),
    '}',
    ...braces('const arrow = (kept: Kept) =>'),
  ],
  'kept.tsx': ["import React from 'react';", ...braces('export function App()'), 'export const kept = <App />;'],
  'kept.mjs': ["import fs from 'node:fs';", ...braces('module.exports = function kept()')],
  'kept.py': [
    'import os',
    '',
    'class Kept(Base):',
    '    """One line of documentation."""',
    '    field: int = 1',
    '',
    '    @property',
    '    def method(self) -> int:',
    '        # body that is explained',
    ...statements('        '),
    '',
    'def kept(a, b):',
    '    """The first line.',
    ...Array.from({ length: 6 }, (_, index) => `    body of the documentation, its line number ${index}, and more`),
    '    """',
    ...statements('    '),
  ],
  'kept.go': [
    'package kept',
    'type Kept struct { A int }',
    ...braces('func (kept *Kept) Method(a int) int', '', '\t\t').map((line) => line.replace(/^\t\t/, '\t')),
  ],
  'kept.rs': [
    'use std::fmt;',
    'pub struct Kept { a: u32 }',
    'impl Kept {',
    ...braces('  pub fn method(&self) -> u32', ';', '    '),
    '}',
  ],
  'Kept.java': [
    'package kept;',
    'class Kept {',
    '  int field = 1;',
    ...braces('  int method(int a)', ';', '    '),
    '}',
  ],
  'kept.cpp': ['#include <string>', 'struct Kept { int a; };', ...braces('int Kept::method(int a)')],
  'Kept.cs': ['using System;', 'class Kept {', ...braces('  int Method(int a)', ';', '    '), '}'],
  'kept.rb': ['require "set"', 'class Kept', '  def method(a)', ...statements('    '), '  end', 'end'],
  'kept.php': [
    '<?php',
    'namespace Kept;',
    ...braces('function kept($a)').map((line) => line.replaceAll('body_', '$body_')),
  ],
};
