/** What is done for each shard on the host's CPU, beside proving it. */
export const HOST_STAGES = ['cut', 'replay', 'fill', 'verify'] as const;
export type HostStage = (typeof HOST_STAGES)[number];

/** A stage on the host that has just ended. */
export type HostWork =
  | { readonly stage: 'scout'; readonly seconds: number }
  | { readonly stage: HostStage; readonly shard: number; readonly seconds: number };

export type OnHostWork = (work: HostWork) => void;
