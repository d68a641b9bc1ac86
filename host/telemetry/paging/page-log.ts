/** Where it is written down what becomes of pages. */
export interface PageLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
