import { BitstreamError } from '../../bitstream-error.js';

/** A report of Vitis that does not say what it should. */
export function badReport(what: string): BitstreamError {
  return new BitstreamError(
    'REPORT',
    what,
    'Look into the report; if this version of Vitis writes it in another form, use 2022.2.',
  );
}
