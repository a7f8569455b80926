import { baseName, folderOf } from './manifestFiles';

/** The folders of charts, without those that a chart brings along. */
export function findCharts(files: readonly string[]): string[] {
  return files
    .filter(path => baseName(path) === 'Chart.yaml')
    .map(folderOf)
    .filter(
      directory => !/(?:^|\/)charts\/[^/]+\/charts\//.test(`${directory}/`),
    )
    .filter(
      (directory, _, all) =>
        !all.some(
          other =>
            other !== directory &&
            directory.startsWith(other === '' ? 'charts/' : `${other}/charts/`),
        ),
    );
}
