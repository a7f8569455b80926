import { InputError } from '@backstage/errors';
import { createHash } from 'node:crypto';

const MAX_SHOWN_LENGTH = 100;

const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain =
  /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedName = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** The forms that Kubernetes asks of names and values (`apimachinery/pkg/util/validation`). */
const forms = {
  'a name of at most 63 small letters, digits and dashes': (text: string) =>
    label.test(text),
  'a name of small letters, digits, dashes and dots': (text: string) =>
    subdomain.test(text),
  'a key of a label': (text: string) => {
    const slash = text.indexOf('/');
    return (
      qualifiedName.test(text.slice(slash + 1)) &&
      (slash === -1 || subdomain.test(text.slice(0, slash)))
    );
  },
  'a value of a label': (text: string) =>
    text === '' || qualifiedName.test(text),
  'a kind, such as Deployment': (text: string) =>
    /^[A-Z][A-Za-z0-9]{0,62}$/.test(text),
  'a quantity, such as 10m or 32Mi': (text: string) =>
    /^\d{1,6}(?:\.\d{1,3})?(?:m|k|M|G|Ki|Mi|Gi)?$/.test(text),
  'a number or a percentage, such as 10%': (text: string) =>
    /^(?:[1-9]\d{0,3}|(?:[1-9]\d?|100)%)$/.test(text),
} as const;

/** A form that {@link expectForm} knows. */
export type KubernetesForm = keyof typeof forms;

/**
 * @param what - what the text is, for the error
 * @throws InputError when the text does not have the form
 */
export function expectForm(
  form: KubernetesForm,
  text: string,
  what: string,
): void {
  if (!forms[form](text)) {
    throw new InputError(
      `${what} ${JSON.stringify(
        text.slice(0, MAX_SHOWN_LENGTH),
      )} is not ${form}.`,
    );
  }
}

const factors: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

/** What a quantity stands for. */
export function quantityOf(text: string): number {
  const suffix = text.replace(/^[\d.]+/, '');
  return Number.parseFloat(text) * (factors[suffix] ?? 1);
}

/** @throws InputError when there are more than `most` */
export function expectFew(
  items: readonly unknown[],
  most: number,
  what: string,
): void {
  if (items.length > most) {
    throw new InputError(
      `There are ${items.length} ${what}; at most ${most} are supported.`,
    );
  }
}

/** A CronJob's name must leave room for what is added to the names of its jobs and pods. */
const MAX_NAME_LENGTH = 52;

/**
 * The name of what pulls the images of a workload: `prepull-web`. Where the workload's name has dots or is too long it ends in a hash, so that two never meet.
 */
export function prepullName(workload: { kind: string; name: string }): string {
  const { kind, name } = workload;
  const whole = `prepull-${name}`;
  if (whole.length <= MAX_NAME_LENGTH && !name.includes('.')) {
    return whole;
  }
  const hash = createHash('sha256')
    .update(`${kind}/${name}`)
    .digest('hex')
    .slice(0, 8);
  const start = whole
    .replace(/\./g, '-')
    .slice(0, MAX_NAME_LENGTH - 1 - hash.length)
    .replace(/-+$/, '');
  return `${start}-${hash}`;
}
