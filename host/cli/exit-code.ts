/** Exit codes of every command. */
export const ExitCode = { DONE: 0, BAD: 1, USAGE: 2, ENVIRONMENT: 3 } as const;
