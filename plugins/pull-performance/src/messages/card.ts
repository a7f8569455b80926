/** Texts of the card on a service's page. */
export const cardMessages = {
  openDetails: 'Open details',
  details: 'Details',
  areas: 'Four areas',
  p95: 'p95 pull time, {{clusters}}',
  p95Wider:
    'p95 pull time in {{cluster}}, last {{days}} days; the {{window}} hold {{pulls}}',
  slowest: 'slowest of {{pulls}}',
  tooFew:
    'Too few pulls for a p95 or a grade: at least {{needed}} are needed. Pick a longer time range in the details to see more.',
  nothingDownloaded: 'No image had to be downloaded',
  nothingDownloadedText:
    'In the {{window}}, {{present}} found the image on the node and {{checked}} only asked the registry, so there is no pull time to grade.',
  onlyFailures: 'No pull succeeded',
  onlyFailuresText_one: '{{formatted}} pull failed in the {{window}}.',
  onlyFailuresText_other: '{{formatted}} pulls failed in the {{window}}.',
  overall: 'Overall grade: {{word}}',
  pullTimeGrade: 'Pull time: {{word}}. Overall grade unknown',
  overallUnknown: 'Overall grade unknown',
  partial: 'Graded on {{known}} of {{all}} areas.',
  partialMissing: 'Not known: {{areas}}.',
  ask: 'Questions go to {{owner}}.',
  causeQueue: '{{share}} of the wait is queueing behind other pulls',
  causeRest: '{{share}} of the wait is download and unpacking',
  causeCluster: '({{cluster}})',
  causeLabel:
    'Average wait in {{cluster}}, {{average}}: queue {{queue}}, download and unpack together {{rest}}',
  legendQueue: 'Queue {{share}}',
  legendRest: 'Download and unpack, not split {{share}}',
  hoursLost: '{{hours}} lost per week waiting for images',
  presentShare: '{{share}} of the pulls found the image on the node',
  failed_one: '{{formatted}} pull failed',
  failed_other: '{{formatted}} pulls failed',
  bestFix: 'Best fix: {{title}}',
  noFix:
    'No fix is known to apply to what was measured here. The details say why.',
  sparkline:
    'Daily p95 over {{days}} days: {{first}} on {{firstDay}}, {{last}} on {{lastDay}}. {{gaps}} Target {{target}}.',
  sparklineOne:
    'Daily p95 over {{days}} days: {{last}} on {{lastDay}}. {{gaps}} Target {{target}}.',
  sparklineGaps_one: '1 day has too few pulls.',
  sparklineGaps_other: '{{count}} days have too few pulls.',
  sparklineTarget: 'target {{value}}',
  sparklineEmpty:
    'No day of the last {{days}} has {{needed}} pulls, so there is no daily p95.',
  sparklineFailed: 'The daily p95 could not be loaded.',
} as const;
