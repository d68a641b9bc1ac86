import { element } from './dom.js';
import { icon, type IconName } from './icons.js';

/** What a cell shows. Two that are equal look alike. */
export interface CellContent {
  readonly text: string;
  /** Said after it, less loudly. */
  readonly detail?: string | undefined;
  readonly icon?: IconName;
  readonly isCode?: boolean;
  /** The whole of what the text is the start of. */
  readonly whole?: string;
  /** Drawn before the text, which says the same. */
  readonly bar?: BarContent | undefined;
}

/** A part of a whole, with a mark somewhere. All from 0 to 1. */
export interface BarContent {
  readonly share: number;
  readonly mark?: number;
  readonly isOver?: boolean;
}

export interface Column<Item> {
  readonly show: (item: Item) => CellContent;
  readonly isNumber?: boolean;
  /** Its text may be long, and is broken into lines. */
  readonly isFree?: boolean;
}

type Draw = (bar: BarContent) => Element;

/** The rows of a table whose head the page has. Rows that stay are kept, so that nobody who reads there loses their place. */
export class RowTable<Item> {
  private readonly body: HTMLTableSectionElement;
  private readonly labels: readonly string[];
  private rows = new Map<string, { readonly row: HTMLTableRowElement; readonly shown: string[] }>();

  constructor(
    table: HTMLTableElement,
    private readonly columns: readonly Column<Item>[],
    private readonly keyOf: (item: Item) => string,
    private readonly emptyText: string,
    private readonly draw: Draw,
  ) {
    [this.body] = table.tBodies;
    this.labels = [...table.tHead!.rows[0].cells].map(({ textContent }) => textContent);
    if (this.labels.length !== columns.length) throw new Error(`the head of #${table.id} has other columns`);
    columns.forEach(({ isNumber }, i) => {
      if (isNumber) table.tHead!.rows[0].cells[i].classList.add('number');
    });
  }

  show(items: readonly Item[]): void {
    const before = this.rows;
    this.rows = new Map();
    items.forEach((item) => {
      const key = this.keyOf(item);
      const entry = before.get(key) ?? { row: this.makeRow(), shown: [] };
      this.rows.set(key, entry);
      this.columns.forEach((column, i) => this.fill(entry, i, column.show(item)));
    });
    const rows = [...this.rows.values()].map(({ row }) => row);
    if (rows.length === 0) rows.push(this.emptyRow());
    rows.forEach((row, i) => {
      const there = this.body.rows[i] as HTMLTableRowElement | undefined;
      if (there !== row) this.body.insertBefore(row, there ?? null);
    });
    while (this.body.rows.length > rows.length) this.body.lastElementChild!.remove();
  }

  private makeRow(): HTMLTableRowElement {
    const cells = this.columns.map(({ isNumber, isFree }, i) => {
      const kind = i === 0 ? { scope: 'row', role: 'rowheader' } : { role: 'cell' };
      const attributes = {
        ...kind,
        class: isNumber ? 'number' : isFree ? 'free' : '',
        'data-label': this.labels[i],
      };
      return element(i === 0 ? 'th' : 'td', attributes);
    });
    return element('tr', { role: 'row' }, ...cells);
  }

  private emptyRow(): HTMLTableRowElement {
    const there = this.body.rows[0] as HTMLTableRowElement | undefined;
    if (there?.classList.contains('empty')) return there;
    const cell = element('td', { role: 'cell', colspan: this.columns.length }, this.emptyText);
    return element('tr', { role: 'row', class: 'empty' }, cell);
  }

  private fill(entry: { row: HTMLTableRowElement; shown: string[] }, i: number, content: CellContent): void {
    const key = JSON.stringify(content);
    if (entry.shown[i] === key) return;
    entry.shown[i] = key;
    const { text, detail, icon: mark, isCode, whole, bar } = content;
    const children: Node[] = [];
    if (bar) children.push(this.draw(bar));
    if (mark) children.push(icon(mark));
    children.push(element(isCode ? 'code' : 'span', whole === undefined ? {} : { title: whole }, text));
    if (detail !== undefined) children.push(element('span', { class: 'detail' }, detail));
    entry.row.cells[i].replaceChildren(element('span', { class: 'content' }, ...children));
  }
}
