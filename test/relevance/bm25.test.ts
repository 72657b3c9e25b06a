import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBm25, queryTerms } from '../../src/relevance/bm25.ts';
import { termsOf } from '../../src/relevance/terms.ts';

function best(documents: readonly string[], query: string): number {
  const scores = createBm25(documents).score(query);
  return scores.indexOf(Math.max(...scores));
}

describe('terms', () => {
  it('splits words at camel case, underscores, dots and slashes and keeps the whole', () => {
    expect(termsOf('maxTokens')).toEqual(['max', 'tokens', 'maxtokens']);
    expect(termsOf('HTTPServer2')).toEqual(['http', 'server2', 'httpserver2']);
    expect(termsOf('max_tokens')).toEqual(['max', 'tokens', 'max_tokens']);
    expect(termsOf('src/content/json.ts')).toEqual(['src', 'content', 'json', 'ts', 'src/content/json.ts']);
    expect(termsOf('self.max_tokens.')).toEqual(['self', 'max', 'tokens', 'max_tokens', 'self.max_tokens']);
  });

  it('takes single characters where no spaces divide words, and folds case beyond ASCII', () => {
    expect(termsOf('日志 Ärger')).toEqual(['日', '志', 'ärger']);
  });

  it('ends on five million characters of one kind', () => {
    for (const unit of ['a', 'A', '_', '.', 'a.', 'aB', '1', '日']) {
      const text = unit.repeat(5_000_000 / unit.length);
      expect(createBm25([text, 'b']).score('needle')).toEqual([0, 0]);
    }
  });

  it('leaves stop words and single letters out of a query', () => {
    expect(queryTerms('Where is the parser of the log, x?')).toEqual(['parser', 'log']);
  });
});

describe('BM25', () => {
  it('weighs rare terms more than common ones', () => {
    const documents = ['error in parser', 'error in lexer', 'error in writer', 'error error error'];
    expect(best(documents, 'lexer error')).toBe(1);
  });

  it('computes what the formula says', () => {
    const [first, second] = createBm25(['alpha beta', 'beta']).score('alpha') as readonly [number, number];
    const rarity = Math.log(1 + (2 - 1 + 0.5) / (1 + 0.5));
    expect(first).toBeCloseTo((rarity * 2.5) / (1 + 1.5 * (0.25 + (0.75 * 2) / 1.5)), 10);
    expect(second).toBe(0);
  });

  it('gives shares from 0 to 1 in the same order, and 1 to no document', () => {
    const documents = ['needle needle needle', 'needle hay', 'hay'];
    const [many, one, none] = createBm25(documents).shares('needle missing') as readonly [number, number, number];
    expect(many).toBeGreaterThan(one);
    expect(many).toBeLessThan(1);
    expect(one).toBeGreaterThan(0.3);
    expect(none).toBe(0);
  });

  it('prefers the short document among equals', () => {
    expect(best([`needle ${'hay '.repeat(50)}`, 'needle'], 'needle')).toBe(1);
  });

  it('finds an identifier by its parts and prefers the whole', () => {
    const documents = ['const tokens = max(a, b)', 'const maxTokens = 3', 'nothing here'];
    expect(best(documents, 'maxTokens')).toBe(1);
    expect(createBm25(documents).score('maxTokens')[0]).toBeGreaterThan(0);
  });

  it('scores nothing for a query of stop words and for no documents', () => {
    expect(createBm25(['the end', 'what']).score('what is the')).toEqual([0, 0]);
    expect(createBm25([]).score('needle')).toEqual([]);
  });

  it('gives positive scores to exactly the documents that hold a term of the query', () => {
    const word = fc.constantFrom('alpha', 'betaGamma', 'gamma', 'delta_eps', 'x.y', 'Ωmega', '42');
    const document = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(document, { maxLength: 12 }), document, (documents, query) => {
        const wanted = new Set(queryTerms(query));
        const scores = createBm25(documents).score(query);
        expect(scores.map((score) => score > 0)).toEqual(
          documents.map((each) => termsOf(each).some((term) => wanted.has(term))),
        );
      }),
    );
  });
});
