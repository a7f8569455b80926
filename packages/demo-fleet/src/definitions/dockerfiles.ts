import { BuildStep } from './types';

/** What most Dockerfiles have: dependencies that change now and then, below a service that changes each time. */
interface Sizes {
  /** Compressed, in MB of 10⁶ bytes. */
  dependencyMegabytes: number;
  /** After how many releases the dependencies change. */
  dependenciesEvery: number;
  /** Compressed size of what each release changes. */
  appMegabytes: number;
}

/** A directory, or a file of some lines. */
const TINY = 0.0002;

/** One binary, copied from where it was built. */
export function goBinary(name: string, megabytes: number): BuildStep[] {
  return [
    { instruction: `COPY /out/${name} /${name}`, megabytes, changesEvery: 1 },
    { instruction: 'USER 65532:65532' },
    { instruction: `ENTRYPOINT ["/${name}"]` },
  ];
}

/** The layers that Spring Boot cuts a jar into. */
export function springBoot(sizes: Sizes): BuildStep[] {
  return [
    { instruction: 'WORKDIR /app', megabytes: TINY },
    {
      instruction: 'COPY /build/dependencies/ ./',
      megabytes: sizes.dependencyMegabytes,
      changesEvery: sizes.dependenciesEvery,
    },
    { instruction: 'COPY /build/spring-boot-loader/ ./', megabytes: 0.3 },
    {
      instruction: 'COPY /build/application/ ./',
      megabytes: sizes.appMegabytes,
      changesEvery: 1,
    },
    { instruction: 'EXPOSE 8080' },
    {
      instruction:
        'ENTRYPOINT ["java", "org.springframework.boot.loader.launch.JarLauncher"]',
    },
  ];
}

/** Libraries and the service's own jar, run by a shell script. */
export function jarWithLibraries(name: string, sizes: Sizes): BuildStep[] {
  return [
    { instruction: 'WORKDIR /srv', megabytes: TINY },
    {
      instruction: 'COPY target/lib /srv/lib',
      megabytes: sizes.dependencyMegabytes,
      changesEvery: sizes.dependenciesEvery,
    },
    {
      instruction: `COPY target/${name}.jar /srv`,
      megabytes: sizes.appMegabytes,
      changesEvery: 1,
    },
    { instruction: 'ENV JAVA_OPTS=-XX:MaxRAMPercentage=75' },
    { instruction: `CMD ["java", "-jar", "/srv/${name}.jar"]` },
  ];
}

/** Installs what the lock file names before it copies what changes each time. */
export function nodeService(sizes: Sizes): BuildStep[] {
  const { dependencyMegabytes, dependenciesEvery, appMegabytes } = sizes;
  return [
    { instruction: 'WORKDIR /app', megabytes: TINY },
    {
      instruction: 'COPY package.json package-lock.json ./',
      megabytes: 0.09,
      changesEvery: dependenciesEvery,
    },
    {
      instruction: 'RUN npm ci --omit=dev && npm cache clean --force',
      megabytes: dependencyMegabytes,
    },
    {
      instruction: 'COPY dist ./dist',
      megabytes: appMegabytes,
      changesEvery: 1,
    },
    { instruction: 'ENV NODE_ENV=production' },
    { instruction: 'USER node' },
    { instruction: 'CMD ["node", "dist/main.js"]' },
  ];
}

/** The careless order: the source comes first, so that each release installs everything anew. */
export function nodeServiceSourceFirst(
  sizes: Omit<Sizes, 'dependenciesEvery'>,
): BuildStep[] {
  return [
    { instruction: 'WORKDIR /app', megabytes: TINY },
    {
      instruction: 'COPY . .',
      megabytes: sizes.appMegabytes,
      changesEvery: 1,
    },
    { instruction: 'RUN npm ci', megabytes: sizes.dependencyMegabytes },
    { instruction: 'ENV NODE_ENV=production' },
    { instruction: 'CMD ["npm", "start"]' },
  ];
}

/** @param options - `install`: the instruction that installs what `requirements.txt` names */
export function pythonService(
  sizes: Sizes,
  options: { install?: string; source?: string } = {},
): BuildStep[] {
  const {
    install = 'RUN pip install --no-cache-dir -r requirements.txt',
    source = 'src',
  } = options;
  return [
    { instruction: 'WORKDIR /app', megabytes: TINY },
    {
      instruction: 'COPY requirements.txt .',
      megabytes: 0.002,
      changesEvery: sizes.dependenciesEvery,
    },
    { instruction: install, megabytes: sizes.dependencyMegabytes },
    {
      instruction: `COPY ${source} /app/${source}`,
      megabytes: sizes.appMegabytes,
      changesEvery: 1,
    },
    { instruction: 'USER 10001' },
    { instruction: 'CMD ["python3", "-m", "service"]' },
  ];
}

export function dotnetService(name: string, sizes: Sizes): BuildStep[] {
  return [
    { instruction: 'WORKDIR /app', megabytes: TINY },
    {
      instruction: 'COPY /publish/lib .',
      megabytes: sizes.dependencyMegabytes,
      changesEvery: sizes.dependenciesEvery,
    },
    {
      instruction: 'COPY /publish/app .',
      megabytes: sizes.appMegabytes,
      changesEvery: 1,
    },
    { instruction: 'EXPOSE 8080' },
    { instruction: `ENTRYPOINT ["dotnet", "${name}.dll"]` },
  ];
}

/** Packages of the distribution, installed by one instruction, and files on top. */
export function packagesAndFiles(
  sizes: Sizes,
  options: { install: string; copy: string; command: string },
): BuildStep[] {
  return [
    {
      instruction: options.install,
      megabytes: sizes.dependencyMegabytes,
      changesEvery: sizes.dependenciesEvery,
    },
    {
      instruction: options.copy,
      megabytes: sizes.appMegabytes,
      changesEvery: 1,
    },
    { instruction: options.command },
  ];
}
