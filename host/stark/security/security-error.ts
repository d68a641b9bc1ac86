/** A statement that no proof can have. */
export class SecurityError extends Error {
  override readonly name = 'SecurityError';
  readonly code = 'STATEMENT';
}
