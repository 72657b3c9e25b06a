/** Levels of headings by the names of their elements. */
export const headings: ReadonlyMap<string, number> = new Map([1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, level]));
/** Block elements, except those with a layout of their own. */
export const blocks = new Set(
  'address article aside body caption center details dialog dir div dl fieldset figcaption figure footer form header hgroup hr html legend main menu nav noscript optgroup option p search section select summary table tbody td tfoot th thead tr textarea'.split(
    ' ',
  ),
);
