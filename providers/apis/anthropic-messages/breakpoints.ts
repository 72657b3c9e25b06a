import type { Edit } from '../../../src/model/block.ts';
import type { BreakpointSyntax } from '../../../src/model/prompt.ts';

const breakpoint = ',"cache_control":{"type":"ephemeral"}';

/** Words of services that do not take the field, or do not take it in this place. */
const refusals =
  /cache_control|extra (?:inputs|fields)|unknown (?:field|name|parameter|key|argument)|unrecognized|unexpected (?:field|keyword|property|key|argument)|additional propert|extraneous key/i;

/** Words of services that got an array where they take only a string, which is what the program had sent. */
const stringsOnly = /invalid type: sequence|cannot unmarshal array|unexpected array/i;
const wantsString = /(?:valid|must be an?|should be an?|expected(?: an?)?|not of type) ['"`]?str(?:ing)?\b/i;
/** The end of a path to what may have become an array. */
const changedField = /(?:^|[\s.'"`[])(?:content|system)['"`\]]*(?=[\s:,;)]|$)/im;

function insertion(at: number, text: string): Edit {
  return { span: [at, at], json: Buffer.from(text) };
}

/**
 * Breakpoints of the Messages API: a key in their block. A string carries one as an array of one text block, to which a
 * string is equivalent.
 */
export const breakpointSyntax: BreakpointSyntax = {
  edits(prompt, { marks, arrays }) {
    const places = [...new Set([...marks, ...arrays])].sort((a, b) => a - b);
    const edits = places.flatMap((index): readonly Edit[] => {
      const block = prompt[index];
      const written = marks.includes(index) ? breakpoint : '';
      if (block?.carrier === 'object') return written === '' ? [] : [insertion(block.span[1] - 1, written)];
      if (block?.carrier !== 'string') return [];
      return [insertion(block.span[0], '[{"type":"text","text":'), insertion(block.span[1], `${written}}]`)];
    });
    return edits.sort((a, b) => a.span[0] - b.span[0]);
  },
  refuses: (answer) =>
    refusals.test(answer) || stringsOnly.test(answer) || (wantsString.test(answer) && changedField.test(answer)),
};
