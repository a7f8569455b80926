/** How a package manager fills a cache, and how people clean it. */
export interface PackageCache {
  name: string;
  /** A command that fills the cache. */
  fills: RegExp;
  /** Anywhere in the instruction: the cache is not filled, or is cleaned. */
  cleans: RegExp;
  /** Anywhere in the image's history, as in an `ENV`: the cache is off or elsewhere. */
  switchedOff?: RegExp;
  /** Whether it lies in the home directory, so that removing something there may clean it. */
  inHome: boolean;
  /** What may be left. */
  leaves: string;
  next: string;
}

/** A program, wherever it lies, with options and their values, and then one of its verbs. */
function command(program: string, verbs: string): RegExp {
  return new RegExp(
    `^(?:\\S*/)?(?:${program}) (?:-\\S+ (?:[^-\\s]\\S* )?)*(?:${verbs})(?: |$)`,
  );
}

/**
 * The package managers whose caches are looked for, with the remedies that hadolint names (DL3009, DL3019, DL3032, DL3036, DL3040, DL3042, DL3060).
 *
 * A remedy is recognised generously: a cache that is missed does less harm than a claim that is wrong.
 */
export const packageCaches: readonly PackageCache[] = [
  {
    name: 'apt',
    // Lists come with `update`; what `install` fetches is removed by the settings of Debian's and Ubuntu's images.
    fills: command('apt|apt-get', 'update'),
    cleans: /\/var\/(?:lib\/)?(?:apt|\{|\*)|\bdistclean\b/,
    inHome: false,
    leaves: 'the lists of packages in /var/lib/apt/lists',
    next: 'End the same instruction with rm -rf /var/lib/apt/lists/*.',
  },
  {
    name: 'apk',
    fills: command('apk', 'add|update'),
    cleans: /--no-cache\b|\/var\/(?:cache\/)?(?:apk|\{|\*)|\bcache clean\b/,
    inHome: false,
    leaves: 'the index of packages in /var/cache/apk',
    next: 'Use apk add --no-cache.',
  },
  {
    name: 'pip',
    fills: command('pip[0-9.]*|python[0-9.]* -m pip', 'install'),
    cleans:
      /--no-cache\b|\bPIP_NO_CACHE_DIR\b|\.cache\b|\bcache purge\b|--cache-dir\b/,
    switchedOff: /\bPIP_(?:NO_CACHE_DIR|CACHE_DIR)\b/,
    inHome: true,
    leaves: 'downloaded packages in ~/.cache/pip',
    next: 'Use pip install --no-cache-dir.',
  },
  {
    name: 'npm',
    fills: command('npm', 'install|i|ci|add'),
    cleans: /\bcache clean\b|\.npm\b|--cache\b|npm_config_cache\b/i,
    switchedOff: /\bnpm_config_cache\b/i,
    inHome: true,
    leaves: 'downloaded packages in ~/.npm',
    next: 'End the same instruction with npm cache clean --force.',
  },
  {
    name: 'yarn',
    fills: /^(?:\S*\/)?yarn(?: --\S+)*(?:$| (?:install|add)(?: |$))/,
    cleans: /\bcache clean\b|\.cache\b|--cache-folder\b|YARN_CACHE_FOLDER\b/,
    switchedOff: /\bYARN_(?:CACHE_FOLDER|GLOBAL_FOLDER)\b/,
    inHome: true,
    leaves: 'downloaded packages in the cache of yarn',
    next: 'End the same instruction with yarn cache clean.',
  },
  {
    name: 'dnf or yum',
    fills: command(
      'dnf5?|microdnf|yum',
      'install|update|upgrade|groupinstall|makecache',
    ),
    cleans: /\bclean (?:all|packages)\b|\/var\/(?:cache|\{|\*)/,
    inHome: false,
    leaves: 'packages and metadata in /var/cache',
    next: 'End the same instruction with dnf clean all (yum clean all).',
  },
  {
    name: 'zypper',
    fills: command('zypper', 'install|in|update|up|refresh|ref|dup'),
    cleans: /\b(?:clean|cc)\b|\/var\/(?:cache|\{|\*)/,
    inHome: false,
    leaves: 'packages and metadata in /var/cache/zypp',
    next: 'End the same instruction with zypper clean --all.',
  },
];
