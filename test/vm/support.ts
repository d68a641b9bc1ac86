import { SwitchyardError } from '../../host/runtime/index.js';

/** The SwitchyardError that an action fails with. */
export async function failure(action: () => unknown): Promise<SwitchyardError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof SwitchyardError) return error;
    throw error;
  }
  throw new Error('expected a SwitchyardError');
}
