import {
  describeSecurity,
  formatBits,
  TERM_TITLES,
  type Plonky3Security,
  type SecurityReport,
  type TermName,
} from '../../stark/security/index.js';
import { formatTable } from '../table.js';

/** Prints every term in both regimes, what they prove, and what Plonky3's calculator says. */
export function printSecurity(report: SecurityReport, plonky3: Plonky3Security): void {
  const { unique, list } = report;
  const rows = unique.terms.map(({ name, bits, formula, sources }) => {
    const other = list?.terms.find((term) => term.name === name);
    return [
      TERM_TITLES[name],
      mark(bits, name === unique.binding),
      list && other ? mark(other.bits, name === list.binding) : 'none',
      other?.formula ?? formula,
      [...new Set([...sources, ...(other?.sources ?? [])])].join(', '),
    ];
  });
  rows.push(['least', formatBits(unique.bits), list ? formatBits(list.bits) : 'none', '', '']);
  const listHeader = list ? `list, m=${list.m}` : 'list';
  const header = ['bits by term', 'unique', listHeader, 'error', 'source'];
  console.log(formatTable(header, rows, new Set(['unique', listHeader])));
  console.log(`\n${describeSecurity(report)}; not zero-knowledge`);
  const sums = [unique, ...(list ? [list] : [])].map(({ sumBits }) => formatBits(sumBits));
  console.log(`all terms added up, for information: ${sums.join(' and ')}`);
  console.log(`Plonky3's own calculator: ${describePlonky3(plonky3)}`);
}

/** The binding term carries an asterisk. */
function mark(bits: number, isBinding: boolean): string {
  return `${isBinding ? '* ' : ''}${formatBits(bits)}`;
}

function describePlonky3({ provenBits, unique, list, conjectured }: Plonky3Security): string {
  const by = (binding: TermName) => TERM_TITLES[binding];
  const listBits = list ? Math.floor(list.bits) : 'none';
  return (
    `${Math.floor(provenBits)} bits proven (unique ${Math.floor(unique.bits)}, list ${listBits}), ` +
    `${Math.floor(conjectured.bits)} conjectured, bound by ${by(conjectured.binding)}`
  );
}
