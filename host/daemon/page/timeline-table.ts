import { element } from './dom.js';
import { FAMILIES, FAMILY_NAMES } from './families.js';
import { formatDuration } from './format.js';
import type { WorkSum } from './work-sums.js';

/** The timeline in numbers. */
export function showWorkTable(table: HTMLTableElement, sums: readonly WorkSum[], seconds: number): void {
  if (table.tHead!.rows.length === 0) {
    const names = ['Device', 'Busy', ...FAMILY_NAMES.map((family) => FAMILIES[family].name)];
    const cells = names.map((name, i) => element('th', { scope: 'col', class: i > 0 ? 'number' : '' }, name));
    table.tHead!.append(element('tr', {}, ...cells));
  }
  const rows = sums.map(({ device, seconds: worked, byFamily }) => {
    const share = `${Math.min(100, Math.round((worked / seconds) * 100))} %`;
    const cells = FAMILY_NAMES.map((family) => {
      const spent = byFamily.get(family);
      return spent === undefined ? '–' : formatDuration(spent);
    });
    const numbers = [share, ...cells].map((text) => element('td', { class: 'number' }, text));
    return element('tr', {}, element('th', { scope: 'row' }, device), ...numbers);
  });
  table.tBodies[0].replaceChildren(...rows);
}
