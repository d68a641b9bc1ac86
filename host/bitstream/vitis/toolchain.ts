/** Looks for what Vitis needs, before hours of work. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isOnPath } from '../find-program.js';
import { ToolError } from '../tool-error.js';
import type { VitisTarget } from './commands.js';
import { CARDS, type CardName } from './platforms.js';

/** Where AMD's packages put platforms. */
const PLATFORM_FOLDER = '/opt/xilinx/platforms';

interface Missing {
  readonly what: string;
  readonly remedy: string;
}

/**
 * The version of Vitis, as v++ calls itself.
 *
 * @throws ToolError with all that is missing
 */
export function requireVitis(card: CardName, target: VitisTarget, env: NodeJS.ProcessEnv): string {
  const missing = [...missingPrograms(target, env), ...missingPlatform(CARDS[card].platform, env)];
  if (missing.length > 0) {
    throw new ToolError(
      `a bitstream for ${card} cannot be built here: ${missing.map(({ what }) => what).join('; ')}`,
      [...new Set(missing.map(({ remedy }) => remedy)), '--dry-run prints the commands all the same.'].join(
        ' ',
      ),
    );
  }
  return versionOf(env);
}

function missingPrograms(target: VitisTarget, env: NodeJS.ProcessEnv): Missing[] {
  const vitis = 'Install Vitis (2022.2 or later) and source its settings64.sh.';
  const xrt =
    "Install XRT and source /opt/xilinx/xrt/setup.sh; Debian's packages have no working xclbinutil.";
  const needed = [
    { program: 'v++', remedy: vitis },
    { program: 'xclbinutil', remedy: xrt },
    ...(target === 'hw_emu' ? [{ program: 'emconfigutil', remedy: vitis }] : []),
  ];
  const absent = needed.filter(({ program }) => !isOnPath(program, env));
  return absent.map(({ program, remedy }) => ({ what: `${program} is not on PATH`, remedy }));
}

function missingPlatform(platform: string, env: NodeJS.ProcessEnv): Missing[] {
  const named = (env.PLATFORM_REPO_PATHS ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const folders = [...named, PLATFORM_FOLDER];
  const isThere = folders.some(
    (folder) =>
      existsSync(path.join(folder, platform, `${platform}.xpfm`)) ||
      existsSync(path.join(folder, `${platform}.xpfm`)),
  );
  if (isThere) return [];
  return [
    {
      what: `the platform ${platform} is not in ${folders.join(', ')}`,
      remedy: `Install the card's development platform from AMD's page on Alveo, or name its folder in PLATFORM_REPO_PATHS.`,
    },
  ];
}

function versionOf(env: NodeJS.ProcessEnv): string {
  const { stdout } = spawnSync('v++', ['--version'], { env, encoding: 'utf8', timeout: 60_000 });
  const version = /\bv(\d{4}\.\d(?:\.\d)?)\b/.exec(stdout)?.[1];
  if (version !== undefined) return `Vitis ${version}`;
  throw new ToolError(
    'v++ --version tells no version',
    'Source the settings64.sh of the Vitis that is to be used, and try it by hand.',
  );
}
