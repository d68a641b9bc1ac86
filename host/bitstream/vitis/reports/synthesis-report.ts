/** csynth.xml of Vitis HLS: the intervals that loops of a kernel have reached. */
import { badReport } from './report-error.js';

/** A pipelined loop. */
export interface LoopInterval {
  /** Its label in the sources. */
  readonly loop: string;
  /** Clocks from the start of one iteration to the next. */
  readonly interval: number;
}

const MOST_DEPTH = 64;
const INTERVAL = 'PipelineII';

interface Element {
  readonly tag: string;
  text: string;
  /** Content of a `Name` within. */
  name?: string;
  interval?: number;
}

/**
 * All pipelined loops, in the order of the report. A loop is an element with a `PipelineII`; its label is its `Name`,
 * or the name of the element.
 *
 * @throws BitstreamError REPORT
 */
export function readSynthesisReport(xml: string): LoopInterval[] {
  const loops: LoopInterval[] = [];
  const open: Element[] = [];
  for (const [, prolog, closing, tag, own, text] of xml.matchAll(
    /(<[?!][^>]*>)|<(\/?)([A-Za-z_][\w.-]*)[^<>]*?(\/?)>|([^<]+)/g,
  )) {
    if (prolog !== undefined || own === '/') continue;
    if (text !== undefined) {
      const element = open.at(-1);
      if (element) element.text += text;
    } else if (closing === '') {
      if (open.length === MOST_DEPTH) throw badReport('csynth.xml is nested too deeply');
      open.push({ tag, text: '' });
    } else close(open, tag, loops);
  }
  if (open.length > 0) throw badReport(`csynth.xml ends within ${open[0].tag}`);
  return loops;
}

function close(open: Element[], tag: string, loops: LoopInterval[]): void {
  const element = open.pop();
  if (element?.tag !== tag) throw badReport(`csynth.xml closes ${tag} where it is not open`);
  const content = element.text.trim();
  const parent = open.at(-1);
  if (parent && tag === 'Name') parent.name = content;
  if (parent && tag === INTERVAL) parent.interval = intervalOf(content, parent);
  if (element.interval !== undefined)
    loops.push({ loop: element.name ?? element.tag, interval: element.interval });
}

function intervalOf(content: string, { name, tag }: Element): number {
  if (/^\d{1,9}$/.test(content) && Number(content) > 0) return Number(content);
  throw badReport(
    `csynth.xml gives loop ${name ?? tag} the interval ${JSON.stringify(content.slice(0, 40))}`,
  );
}
