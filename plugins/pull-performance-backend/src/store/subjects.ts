import { Knex } from 'knex';
import { PullSubject } from './PullStore';

/** A condition on `workloads`, as plain SQL of both databases. */
export interface Condition {
  sql: string;
  bindings: string[];
}

/** Workloads of no service, for which there is an index; a condition on `workloads`. */
export const UNOWNED = 'workloads.owned = false';

/** Which workloads a question is about. */
export function subjectCondition(options: {
  subject: PullSubject;
  cluster?: string;
}): Condition {
  const { subject, cluster } = options;
  const ofSubject =
    'entityRef' in subject
      ? {
          sql: 'workloads.id in (select workload_id from workload_services where entity_ref = ?)',
          bindings: [subject.entityRef],
        }
      : {
          sql: `workloads.cluster = ? and ${UNOWNED}`,
          bindings: [subject.unownedIn],
        };
  return cluster === undefined
    ? ofSubject
    : {
        sql: `${ofSubject.sql} and workloads.cluster = ?`,
        bindings: [...ofSubject.bindings, cluster],
      };
}

/** The workloads that a question is about, as a query on `workloads`. */
export function subjectWorkloads(
  knex: Knex,
  options: { subject: PullSubject; cluster?: string },
): Knex.QueryBuilder {
  const { sql, bindings } = subjectCondition(options);
  return knex('workloads').whereRaw(sql, bindings);
}
