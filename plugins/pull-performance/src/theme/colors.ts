import { Theme } from '@material-ui/core/styles';
import { Grade } from 'backstage-plugin-pull-performance-common';

/** Parts of a pull that have a colour of their own. */
export type Phase = 'queue' | 'download' | 'unpack' | 'fixed';

/** What the Backstage theme has no colour for. Contrasts are listed in the design. */
export interface PullColors {
  gradeFill: Record<Grade, string>;
  gradeTint: Record<Grade, string>;
  onGrade: string;
  phase: Record<Phase, string>;
  onPhase: string;
  cold: string;
  warm: string;
  cached: string;
  cachedOutline: string;
  /** Lies over a fill as stripes. */
  hatch: string;
  failed: string;
  secondText: string;
  soft: string;
  band: string;
  grid: string;
  rule: string;
  border: string;
  skeleton: string;
  code: string;
}

const light: PullColors = {
  gradeFill: {
    A: '#0a7550',
    B: '#4b7413',
    C: '#8a6200',
    D: '#ab430b',
    E: '#ab1236',
    unknown: '#5f6670',
  },
  gradeTint: {
    A: '#d8efe4',
    B: '#e7f0d5',
    C: '#faeec9',
    D: '#fbe0d0',
    E: '#f8d5dc',
    unknown: '#eceef0',
  },
  onGrade: '#ffffff',
  phase: {
    queue: '#1f5493',
    download: '#0a7a7d',
    unpack: '#a4560f',
    fixed: '#666d78',
  },
  onPhase: '#ffffff',
  cold: '#3d5a80',
  warm: '#6e93c4',
  cached: '#d3e0f0',
  cachedOutline: '#7a8aa0',
  hatch: 'rgba(255, 255, 255, 0.28)',
  failed: '#ab1236',
  secondText: '#5e5e5e',
  soft: '#f3f6fa',
  band: '#eef3f9',
  grid: '#e6e9ed',
  rule: '#7a8aa0',
  border: '#e0e3e7',
  skeleton: '#e4e7eb',
  code: '#f3f4f6',
};

const dark: PullColors = {
  gradeFill: {
    A: '#63d3ab',
    B: '#aed36a',
    C: '#f3c54f',
    D: '#ff9f63',
    E: '#ff94a4',
    unknown: '#c4c9d0',
  },
  gradeTint: {
    A: '#2f4a40',
    B: '#414b30',
    C: '#544a2c',
    D: '#573f30',
    E: '#5a363d',
    unknown: '#505358',
  },
  onGrade: '#1a1a1a',
  phase: {
    queue: '#8fbdf7',
    download: '#62cfd0',
    unpack: '#f2ae68',
    fixed: '#b9bec6',
  },
  onPhase: '#1a1a1a',
  cold: '#8fbdf7',
  warm: '#6f97c9',
  cached: '#4a5a70',
  cachedOutline: '#a9b4c2',
  hatch: 'rgba(0, 0, 0, 0.24)',
  failed: '#ff94a4',
  secondText: '#cccccc',
  soft: '#4a4f57',
  band: '#4b5058',
  grid: '#545454',
  rule: '#a9b4c2',
  border: '#5c5c5c',
  skeleton: '#565656',
  code: '#383838',
};

/** The colours that fit the theme that the reader chose. */
export function pullColors(theme: Theme): PullColors {
  return theme.palette.type === 'dark' ? dark : light;
}
