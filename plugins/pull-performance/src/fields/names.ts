/** How templates name the fields, in `ui:field`. */
export const fieldNames = {
  workload: 'PullPerformanceWorkloadPicker',
  images: 'PullPerformanceImagesPicker',
  technique: 'PullPerformanceTechniquePicker',
  preview: 'PullPerformanceFilesPreview',
} as const;
