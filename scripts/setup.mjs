// Makes the repository ready to run on a machine with nothing but Node >= 20 and npm.
import { installDependencies } from './dependencies.mjs';
import { prepareToolchain } from './toolchain.mjs';

/**
 * Brings Node, Yarn and the dependencies into this folder as far as they are missing.
 *
 * @returns {Promise<{ node: string, env: Record<string, string> }>} the Node to run programs with, and their environment
 */
export async function setUp() {
  const toolchain = await prepareToolchain();
  await installDependencies(toolchain);
  return { node: toolchain.node, env: toolchain.env };
}
