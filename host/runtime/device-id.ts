/** What a device's id says, such as `cpu0` or `cuda-emulated0`. */
export interface DeviceId {
  readonly backend: string;
  readonly index: number;
}

/** The parts of a device's id; undefined for what is none. */
export function parseDeviceId(id: string): DeviceId | undefined {
  const [, backend, index] = /^([a-z]+(?:-[a-z]+)*)(\d{1,4})$/.exec(id) ?? [];
  return backend === undefined ? undefined : { backend, index: Number(index) };
}
