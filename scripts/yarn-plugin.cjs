// Lets `yarn start` and `yarn test` work in a fresh clone: without it Yarn refuses to run any script before an installation,
// which is just what these scripts see to.
module.exports = {
  name: 'plugin-set-up',
  factory: require => {
    const { BaseCommand } = require('@yarnpkg/cli');
    const { execUtils } = require('@yarnpkg/core');
    const { npath } = require('@yarnpkg/fslib');
    const { Option } = require('clipanion');

    const commands = ['start', 'test'].map(
      name =>
        class extends BaseCommand {
          static paths = [[name]];
          args = Option.Proxy();

          async execute() {
            const root = npath.toPortablePath(npath.dirname(__dirname));
            if (this.context.cwd !== root) {
              return this.cli.run(['run', name, ...this.args]); // A package's own script.
            }
            const { code } = await execUtils.pipevp(
              process.execPath,
              [npath.join(__dirname, `${name}.mjs`), ...this.args],
              {
                cwd: root,
                stdin: this.context.stdin,
                stdout: this.context.stdout,
                stderr: this.context.stderr,
                env: {
                  ...process.env,
                  INIT_CWD: npath.fromPortablePath(root),
                  npm_execpath: process.argv[1],
                  npm_config_user_agent: 'yarn/4.0.0',
                },
                end: execUtils.EndStrategy.ErrorCode,
              },
            );
            return code;
          }
        },
    );
    return { commands };
  },
};
