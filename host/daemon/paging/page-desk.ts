import { Pager, type RaiseOptions } from '../../telemetry/index.js';
import { daemonCondition, type ConditionName, type ConditionText } from './daemon-conditions.js';

/** Where parts of the daemon say what is wrong, by the names that the runbook pages have. */
export class PageDesk {
  /** @param config is asked anew each time: it may change meanwhile */
  constructor(
    private readonly pager: Pick<Pager, 'raise' | 'clear'>,
    private readonly config: () => { readonly runbooks: string },
  ) {}

  raise(name: ConditionName, text: ConditionText, options?: RaiseOptions): void {
    this.pager.raise(daemonCondition(name, text, this.config().runbooks), options);
  }

  clear(name: ConditionName, labels: Readonly<Record<string, string>> = {}): void {
    this.pager.clear({ name, labels });
  }
}
