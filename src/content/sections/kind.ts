import type { ToolCall } from '../../model/block.ts';
import type { ContentKind } from '../../model/content.ts';
import { type Detection, detect } from '../detect.ts';
import { isLog } from '../log/recognise.ts';
import type { Evidence } from './evidence.ts';
import type { Section } from './split.ts';

/** How sure it has to be that a section is a log if the same command line shows files. */
const certainLog = 0.8;

/**
 * Says what a section is. If the same call shows files, the output of its other programs is recognised by its shape;
 * lines that could be a file's count as such.
 */
export function sectionKind(text: string, section: Section, call: ToolCall | undefined, evidence: Evidence): Detection {
  const { files } = evidence;
  const printed = (kind: ContentKind, by: boolean): Detection => ({ kind, shownFile: files.shows && !by });
  switch (section.shape) {
    case 'diff':
      return printed('diff', evidence.compares);
    case 'hits':
      return printed('search', evidence.searches);
    case 'blob':
      return { kind: 'text', shownFile: files.shows };
    case 'paths':
    case 'listing':
      return printed('search', evidence.lists || evidence.searches || evidence.others);
    default:
  }
  const found = detect(text, call);
  if (!found.shownFile || !files.shows) return found;
  if (section.shape === 'json') return { kind: 'json', shownFile: !evidence.others };
  if (section.shape === 'loose' && evidence.builds && isLog(text, call?.command) >= certainLog)
    return { kind: 'log', shownFile: false };
  return found;
}
