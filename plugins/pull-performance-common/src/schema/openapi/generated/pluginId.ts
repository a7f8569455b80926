export const pluginId = 'pull-performance';
