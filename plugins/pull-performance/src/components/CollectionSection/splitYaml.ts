const YAML_LINE = /^\s*(?:apiVersion:|rules:|- apiGroups:|kind:)/;

/**
 * Parts an advice from the YAML that it ends with, so that the YAML can be
 * copied. Advice without YAML is all text.
 */
export function splitYaml(advice: string): { text: string; yaml?: string } {
  const lines = advice.split('\n');
  const start = lines.findIndex(line => YAML_LINE.test(line));
  if (start < 0) {
    return { text: advice };
  }
  return {
    text: lines.slice(0, start).join(' ').trim(),
    yaml: lines.slice(start).join('\n').trimEnd(),
  };
}
