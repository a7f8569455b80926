import { Fleet } from './Fleet';
import { parseOptions, usage, UsageError } from './options';

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const fleet = await Fleet.start(options);
  console.log(`Demo fleet ready: ${fleet.kubeconfig}`);
  await fleet.live();
  await new Promise<void>(resolve => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await fleet.stop();
}

main().catch(error => {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  } else {
    console.error(error);
    process.exitCode = 1;
  }
});
