/** placeholder while the tab is built */
export function EntityPullPerformanceContent() {
  return <div />;
}
