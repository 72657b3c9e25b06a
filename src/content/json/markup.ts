const minCharacters = 160;
const mostVisible = 24;
const comment = '-->';

/** Whether a line of a document is only markup: tags, comments and entities with hardly a visible word. */
export function isMarkupOnly(line: string): boolean {
  if (line.length < minCharacters || !line.includes('<')) return false;
  let visible = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 60) {
      const isComment = line.startsWith('<!--', at);
      const end = line.indexOf(isComment ? comment : '>', at);
      if (end < 0) return false;
      at = isComment ? end + comment.length - 1 : end;
    } else if (code === 38 && /^&#?\w{1,8};/.test(line.slice(at, at + 12))) {
      at = line.indexOf(';', at);
    } else if (code > 32 && ++visible > mostVisible) return false;
  }
  return true;
}
