/** The XML that describes kernels to XRT (section EMBEDDED_METADATA), as far as XRT 2.13 to 2.20 read it. */
import type { ComputeUnit, Connection } from './layout.js';
import type { KernelArgument } from './merkle-kernels.js';

export interface DescribedKernel {
  readonly name: string;
  readonly arguments: readonly KernelArgument[];
}

/** Bytes of a unit's registers. */
export const REGISTER_SPACE = 0x10000;

const CONTROL_PORT = 'S_AXI_CONTROL';
/** addressQualifier: a number, or the address of a buffer. */
const QUALIFIER = { number: 0, buffer: 1 } as const;

/** Connections beside what XRT reads: the device model holds each unit to the banks that it is wired to. */
export function writeMetadata(
  platform: string,
  kernels: readonly DescribedKernel[],
  units: readonly ComputeUnit[],
  connections: readonly Connection[],
): string {
  const body = kernels.map((kernel) => {
    const own = units.flatMap((unit, i) => (unit.kernel === kernel.name ? [[unit, i] as const] : []));
    return element('kernel', { name: kernel.name, language: 'c', hwControlProtocol: 'ap_ctrl_hs' }, [
      element('port', { name: CONTROL_PORT, mode: 'slave', range: hex(REGISTER_SPACE), dataWidth: 32 }),
      element('port', { name: 'M_AXI_GMEM', mode: 'master', range: '0xFFFFFFFFFFFFFFFF', dataWidth: 512 }),
      ...kernel.arguments.map(describeArgument),
      ...own.map(([{ name, base }, index]) =>
        element('instance', { name }, [
          element('addrRemap', { base: hex(base), range: hex(REGISTER_SPACE), port: CONTROL_PORT }),
          ...connections
            .filter(({ unit }) => unit === index)
            .map(({ argument, bank }) => element('connection', { argument, bank })),
        ]),
      ),
    ]);
  });
  const core = element('core', { name: 'OCL_REGION_0', type: 'clc_region' }, body);
  const device = element('device', { name: 'fpga0' }, [core]);
  const project = element('project', { name: 'switchyard' }, [
    element('platform', { name: platform }, [device]),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${project}`;
}

function describeArgument({ name, isBuffer, offset, bytes }: KernelArgument, id: number): string {
  return element('arg', {
    name,
    addressQualifier: isBuffer ? QUALIFIER.buffer : QUALIFIER.number,
    id,
    port: isBuffer ? 'M_AXI_GMEM' : CONTROL_PORT,
    size: hex(bytes),
    offset: hex(offset),
    hostOffset: hex(0),
    hostSize: hex(bytes),
    type: isBuffer ? 'void*' : 'uint',
  });
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[] = [],
): string {
  const text = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(String(value))}"`);
  const open = `<${name}${text.join('')}`;
  return children.length === 0 ? `${open}/>\n` : `${open}>\n${children.join('')}</${name}>\n`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase()}`;
}
