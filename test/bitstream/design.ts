import { readFileSync } from 'node:fs';
import { MODEL_MEGAHERTZ, parseConnectivity, type ModelDesign } from '../../host/bitstream/index.js';
import { readContainer, SectionKind, writeContainer } from '../../host/bitstream/container.js';
import { repositoryFile } from '../support/repository.js';

export function connectivityOf(kernel: string) {
  return parseConnectivity(readFileSync(repositoryFile(`hls/kernels/${kernel}/${kernel}.cfg`), 'utf8'));
}

/** One kernel, as a bitstream for a card may have it. */
export function designOfOne(kernel: string): ModelDesign {
  return { kernels: [{ connectivity: connectivityOf(kernel), units: 1 }], megahertz: MODEL_MEGAHERTZ };
}

/** Both kernels, that of Poseidon2 with so many compute units. */
export function designOf(units: number): ModelDesign {
  return {
    kernels: [
      { connectivity: connectivityOf('poseidon2_merkle'), units },
      { connectivity: connectivityOf('keccak_merkle'), units: 1 },
    ],
    megahertz: MODEL_MEGAHERTZ,
  };
}

/** A container with hostile sections that XRT prefers to those that are checked as a matter of course. */
export function hostileContainers(
  built: Uint8Array,
): readonly (readonly [check: string, file: Uint8Array])[] {
  const container = readContainer(built);
  const withSection = (kind: number, data: Buffer) =>
    writeContainer({ ...container, sections: [...container.sections, { kind, name: 'more', data }] });
  const groups = Buffer.alloc(8 + 2 * 40);
  groups.writeInt32LE(2 ** 30, 0);
  const connections = Buffer.alloc(4 + 12);
  connections.writeInt32LE(1, 0);
  connections.writeInt32LE(-1, 4);
  const units = container.sections.map((section) => {
    if (section.kind !== SectionKind.IP_LAYOUT) return section;
    const data = Buffer.from(section.data);
    data.writeUInt32LE(2, 8);
    data.fill(0x41, 8 + 16, 8 + 80);
    return { ...section, data };
  });
  const watchers = Buffer.alloc(8 + 144);
  watchers.writeUInt16LE(2, 0);
  const unnamed = Buffer.alloc(8 + 144, 0x41);
  unnamed.writeUInt16LE(1, 0);
  // Firmware, an image for processors, and what is in no XRT.
  const unknown = [3, 23, 32, 0xffffffff].map(
    (kind) => ['CONTAINER_SECTION_KIND', withSection(kind, Buffer.alloc(64))] as const,
  );
  return [
    ...unknown,
    ['CONTAINER_DEBUG_UNITS', withSection(SectionKind.DEBUG_IP_LAYOUT, watchers)],
    ['CONTAINER_DEBUG_UNITS', withSection(SectionKind.DEBUG_IP_LAYOUT, unnamed)],
    ['CONTAINER_DEBUG_UNITS', withSection(SectionKind.DEBUG_IP_LAYOUT, Buffer.alloc(7))],
    ['CONTAINER_MEMORY', withSection(SectionKind.GROUP_TOPOLOGY, groups)],
    ['CONTAINER_CONNECTIONS', withSection(SectionKind.GROUP_CONNECTIVITY, connections)],
    ['CONTAINER_UNITS', writeContainer({ ...container, sections: units })],
  ];
}
