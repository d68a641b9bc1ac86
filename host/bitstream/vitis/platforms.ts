/** Cards that bitstreams are built for, and the names of their platforms in Vitis. */

export const CARD_NAMES = ['u55c', 'u50', 'u280', 'u250'] as const;
export type CardName = (typeof CARD_NAMES)[number];

export interface CardPlatform {
  /** Of the platform (VBNV), as `v++ --platform` and its folder have it. */
  readonly platform: string;
  /** Master ports that the card's memory takes: of HBM one a channel, of DDR what interconnects reasonably carry. */
  readonly masterPorts: number;
}

/** The platforms of Vitis 2022.2. HBM has 32 ports (AMD PG276); those of four DDR banks are our own estimate. */
export const CARDS: Readonly<Record<CardName, CardPlatform>> = {
  u55c: { platform: 'xilinx_u55c_gen3x16_xdma_3_202210_1', masterPorts: 32 },
  u50: { platform: 'xilinx_u50_gen3x16_xdma_5_202210_1', masterPorts: 32 },
  u280: { platform: 'xilinx_u280_gen3x16_xdma_1_202211_1', masterPorts: 32 },
  u250: { platform: 'xilinx_u250_gen3x16_xdma_4_1_202210_1', masterPorts: 16 },
};

/** Which file of hls/conn wires the kernels to the card's memory. */
export function connectivityFile(card: CardName): string {
  return `hls/conn/${card}.cfg`;
}
