import { listDevices, type PresentDevice } from '../../host/runtime/index.js';

/** A card that these scripts are for; says what is missing and ends the process where there is none. */
export async function requireCard(id: string): Promise<Pick<PresentDevice, 'id' | 'model'>> {
  // Emulated cards are not listed, and are there.
  if (id.startsWith('cuda-emulated')) return { id, model: 'cuda-emulated' };
  const { devices, missing } = await listDevices();
  const card = devices.find((device) => device.id === id);
  if (card) return card;
  const { reason, remedy } = missing.find(({ backend }) => backend === 'cuda') ?? {
    reason: `there is no ${id}; there are ${devices.map((device) => device.id).join(', ')}`,
    remedy: 'Pass --device with one of these.',
  };
  console.error(`${id} cannot be had: ${reason}\n${remedy}`);
  process.exit(3);
}
