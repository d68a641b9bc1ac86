/** What people see of a device: an emulated one says so wherever it is named. */
export function deviceLabel(id: string, isEmulated: boolean): string {
  return isEmulated ? `${id} (emulated)` : id;
}
